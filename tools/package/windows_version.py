"""What Windows shows of an executable under Properties, Details."""

from typing import Any

_ENGLISH_UNICODE = (0x0409, 0x04B0)


def resource(name: str, title: str, version: str) -> Any:
    """Return PyInstaller's structure for a program's name, title and version."""
    from PyInstaller.utils.win32 import versioninfo  # noqa: PLC0415 - imports Windows' libraries

    strings = {
        "CompanyName": f"The {title} authors",
        "FileDescription": title,
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": f"The {title} authors, MIT licence",
        "OriginalFilename": f"{name}.exe",
        "ProductName": title,
        "ProductVersion": version,
    }
    language, letters = _ENGLISH_UNICODE
    numbers = four_numbers(version)
    return versioninfo.VSVersionInfo(
        ffi=versioninfo.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            versioninfo.StringFileInfo(
                [
                    versioninfo.StringTable(
                        f"{language:04X}{letters:04X}",
                        [versioninfo.StringStruct(key, text) for key, text in strings.items()],
                    )
                ]
            ),
            versioninfo.VarFileInfo([versioninfo.VarStruct("Translation", [language, letters])]),
        ],
    )


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version such as 0.1.0 as Windows has it, with four numbers; what is no number counts as 0."""
    numbers = [int(part) if part.isdigit() else 0 for part in version.split(".")[:4]]
    first, second, third, fourth = [*numbers, 0, 0, 0, 0][:4]
    return first, second, third, fourth
