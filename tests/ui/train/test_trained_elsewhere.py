"""A run that another window or a terminal trains just now is neither offered nor taken up here."""

from cifar_desktop.training.run_lock import hold_lock
from cifar_desktop.ui.train.training_state import StopWish, TrainState
from tests.training.made_runs import contents
from tests.ui.train.train_tabs import Stage, only_run


def test_a_run_that_is_trained_elsewhere_is_refused_and_left_alone(stage: Stage) -> None:
    stage.start_and_reach_epoch(1)
    stage.tab.session.stop(StopWish.SAVE)
    stage.wait_for_end()
    run, banner = only_run(), stage.tab.resume_desk.banner
    stage.wait_for(lambda: banner.run)
    with hold_lock(run):
        before = contents(run)
        stage.tab.resume(run)
        stage.wait_for_end()
        problem = stage.dialog_told()
        assert "is being trained just now" in problem.what
        assert "goes on" in problem.kept
        assert stage.state is TrainState.FAILED
        stage.wait_for(lambda: banner.run is None)
        assert contents(run) == before
    stage.tab.resume_desk.look()
    stage.wait_for(lambda: banner.run)
    assert banner.run.path == run
