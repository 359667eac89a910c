"""Several threads that ask the network at once share the processors; nobody else has fewer of them for it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from cifar_desktop.inference.processor_share import share_processors


@pytest.fixture(autouse=True)
def four_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("num_sharing", "each"), [(1, 4), (2, 2), (3, 1), (4, 1), (9, 1)])
def test_each_gets_its_share_and_one_at_least(num_sharing: int, each: int) -> None:
    with ThreadPoolExecutor(3, initializer=share_processors, initargs=(num_sharing,)) as pool:
        assert {pool.submit(torch.get_num_threads).result() for _ in range(9)} == {each}


def test_all_others_keep_theirs() -> None:
    sharing = ThreadPoolExecutor(1, initializer=share_processors, initargs=(4,))
    with sharing, ThreadPoolExecutor(1) as begun_later:
        assert sharing.submit(torch.get_num_threads).result() == 1
        assert torch.get_num_threads() == 4
        assert begun_later.submit(torch.get_num_threads).result() == 4
        assert sharing.submit(torch.get_num_threads).result() == 1
