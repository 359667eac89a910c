"""How many processors the network computes with on a thread that is one of several at it."""

import threading

_changing = threading.Lock()


def share_processors(num_sharing: int) -> None:
    """Have the network compute on this thread, which begins, with its share of the processors, one at least."""
    import torch  # noqa: PLC0415 - what labels many photos is known in a window that is up before torch is

    with _changing:
        every = torch.get_num_threads()
        torch.set_num_threads(max(1, every // num_sharing))
        # PyTorch takes the number that was set last for every thread that begins later; it is set back at once, on a
        # thread of its own, for it would count for this one too.
        setting_back = threading.Thread(target=torch.set_num_threads, args=(every,))
        setting_back.start()
        setting_back.join()
