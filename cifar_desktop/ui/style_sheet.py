"""How each kind of control looks; theme.py fills in the colours, sizes and glyphs.

Roles that a widget asks for with `setProperty("role", …)`: labels title, heading, figure, quiet, failed, command;
frames card; buttons primary, danger, link.
"""

_TEXT = """
QWidget {{ color: {text}; font-size: {text_px}px; }}
QMainWindow, QDialog, QMessageBox {{ background: {window}; }}
QLabel[role="title"] {{ font-size: {title_px}px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {heading_px}px; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {figure_px}px; font-weight: 600; }}
QLabel[role="quiet"] {{ color: {quiet}; }}
QLabel[role="failed"] {{ color: {failed}; }}
QLabel[role="command"] {{
    background: {window}; border: 1px solid {line}; border-radius: 6px; padding: 8px 12px; font-family: monospace;
}}
QLabel:disabled {{ color: {quiet}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: 12px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 6px 8px; }}
"""

_BUTTONS = """
QPushButton {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; padding: 9px 18px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {soft}; border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 8px 17px; }}
QPushButton:disabled {{ background: {window}; color: {quiet}; border-color: {line}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {accent}; border-color: {text}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[role="primary"]:disabled {{ background: {line}; color: {quiet}; border-color: {line}; }}
QPushButton[role="danger"] {{ color: {failed}; }}
QPushButton[role="danger"]:disabled {{ color: {quiet}; }}
QPushButton[role="link"] {{
    background: transparent; border: 1px solid transparent; color: {accent}; padding: 2px 6px;
}}
QPushButton[role="link"]:hover {{ background: {soft}; }}
QPushButton[role="link"]:focus {{ border: 1px solid {accent}; padding: 2px 6px; }}
QPushButton[role="link"]:disabled {{ color: {quiet}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px 8px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:checked {{ background: {soft}; color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {quiet}; }}
"""

_FIELDS = """
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {{
    background: {surface}; border: 1px solid {edge}; border-radius: 6px; padding: 5px 9px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border: 2px solid {accent}; padding: 4px 8px;
}}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{
    background: {window}; color: {quiet}; border-color: {line};
}}
QLineEdit, QPlainTextEdit, QTextEdit {{ placeholder-text-color: {quiet}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QComboBox {{ padding-right: 26px; combobox-popup: 0; }}
QComboBox:focus {{ padding-right: 25px; }}
QComboBox::drop-down {{ subcontrol-origin: border; subcontrol-position: center right; width: 26px; border: none; }}
QComboBox::down-arrow {{ image: {down}; width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
    background: {surface}; border: 1px solid {edge}; padding: 3px; outline: none;
    selection-background-color: {soft}; selection-color: {text};
}}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 8px; border-radius: 4px; }}
QComboBox QAbstractItemView::item:selected {{ background: {soft}; color: {text}; }}
QComboBox QAbstractItemView::item:disabled {{ color: {quiet}; }}
QAbstractSpinBox {{ padding-right: 24px; }}
QAbstractSpinBox:focus {{ padding-right: 23px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin: 2px 2px 0 0; border-top-right-radius: 4px; }}
QAbstractSpinBox::down-button {{
    subcontrol-position: bottom right; margin: 0 2px 2px 0; border-bottom-right-radius: 4px;
}}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {hover}; }}
QAbstractSpinBox::up-arrow {{ image: {up}; width: 12px; height: 12px; }}
QAbstractSpinBox::down-arrow {{ image: {down}; width: 12px; height: 12px; }}
"""

_CHOICES = """
QCheckBox, QRadioButton {{ spacing: 8px; padding: 3px 0; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {quiet}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 16px; height: 16px; border: 1px solid {edge}; background: {surface};
}}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
    width: 14px; height: 14px; border: 2px solid {accent};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: {check}; }}
QCheckBox::indicator:checked:focus {{ border-color: {text}; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {accent}; background: {on_accent}; }}
QRadioButton::indicator:checked:focus {{ border: 5px solid {accent}; background: {text}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {line}; background: {window}; }}
QCheckBox::indicator:checked:disabled {{ background: {quiet}; border-color: {quiet}; }}
QRadioButton::indicator:checked:disabled {{ border-color: {quiet}; }}
QSlider {{ min-height: 22px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: {quiet}; }}
QSlider::handle:horizontal {{
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: {surface}; border: 1px solid {edge};
}}
QSlider::handle:horizontal:hover {{ border-color: {accent}; }}
QSlider::handle:horizontal:focus {{ width: 12px; height: 12px; border: 2px solid {accent}; }}
QSlider::handle:horizontal:disabled {{ border-color: {line}; background: {window}; }}
QProgressBar {{ background: {line}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
"""

_VIEWS = """
QTableView, QTreeView, QListView {{
    background: {surface}; border: 1px solid transparent; gridline-color: {line}; outline: none;
    selection-background-color: {soft}; selection-color: {text};
}}
QTableView:focus, QTreeView:focus, QListView:focus {{ border-color: {accent}; }}
QComboBox QListView:focus {{ border-color: {edge}; }}
QTableCornerButton::section {{ background: {surface}; border: none; }}
QHeaderView::section {{ background: {surface}; color: {quiet}; border: none; padding: 6px 12px; }}
QTableView::item {{ padding: 4px 12px; }}
QListView::item {{ padding: 6px 10px; border-radius: 4px; }}
QListView::item:hover {{ background: {hover}; }}
QListView::item:selected {{ background: {soft}; color: {text}; }}
QTextBrowser {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; padding: 12px 16px; }}
QPlainTextEdit {{ font-family: monospace; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {edge}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
"""

_FRAME = """
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {quiet}; border: none; border-bottom: 2px solid transparent;
    padding: 9px 12px 8px 12px; margin: 0 4px;
}}
QTabBar::tab:hover {{ color: {text}; border-bottom-color: {line}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; font-weight: 600; }}
QTabBar::tab:selected:focus {{
    color: {accent}; background: {soft}; border-top-left-radius: 6px; border-top-right-radius: 6px;
}}
QTabBar::tab:disabled {{ color: {quiet}; }}
QTabWidget::tab-bar {{ left: 4px; }}
QMenuBar {{ background: {window}; padding: 3px 8px; }}
QMenuBar::item {{ background: transparent; padding: 5px 10px; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {soft}; }}
QMenu {{ background: {surface}; border: 1px solid {edge}; padding: 6px; }}
QMenu::item {{ padding: 7px 26px 7px 28px; border-radius: 4px; }}
QMenu::item:selected {{ background: {soft}; }}
QMenu::item:disabled {{ color: {quiet}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QMenu::indicator {{ width: 16px; height: 16px; left: 6px; }}
QMenu::indicator:checked {{ image: {tick}; }}
QMenu::right-arrow {{ image: {right}; width: 16px; height: 16px; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 3px 6px; }}
QGroupBox {{ border: 1px solid {line}; border-radius: 8px; margin-top: 14px; padding: 14px 12px 10px 12px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 12px; padding: 0 4px; color: {quiet}; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:horizontal {{ width: 9px; border-left: 1px solid {line}; margin-left: 4px; }}
QSplitter::handle:vertical {{ height: 9px; border-top: 1px solid {line}; margin-top: 4px; }}
QSplitter::handle:hover {{ border-color: {accent}; }}
"""

STYLE_SHEET = _TEXT + _BUTTONS + _FIELDS + _CHOICES + _VIEWS + _FRAME
