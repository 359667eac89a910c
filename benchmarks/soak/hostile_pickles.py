"""Pickles that run code, or eat memory, in every form in which a pickle can call something."""

import io
import pickle
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

_STOP = b"."


def hostile_calls(proof: Path, victim: Path) -> list[tuple[str, str, tuple[object, ...]]]:
    """Return (module, name, arguments) of what pickles call in the wild; most leave `proof` or remove `victim`."""
    touched, command = str(proof), f"echo executed > {proof}"
    code = f"open({touched!r}, 'w').close()"
    return [
        ("os", "system", (command,)), ("posix", "system", (command,)), ("nt", "system", (command,)),
        ("os", "popen", (command,)), ("os", "execl", ("/bin/sh", "sh", "-c", command)),
        ("os", "remove", (str(victim),)), ("os", "mkdir", (touched,)), ("os", "putenv", ("A", "B")),
        ("posix", "fork", ()), ("subprocess", "Popen", (["sh", "-c", command],)),
        ("subprocess", "call", (["sh", "-c", command],)), ("subprocess", "check_output", (["sh", "-c", command],)),
        ("subprocess", "getoutput", (command,)), ("builtins", "eval", (code,)), ("builtins", "exec", (code,)),
        ("builtins", "open", (touched, "w")), ("__builtin__", "eval", (code,)),
        ("__builtin__", "file", (touched, "w")), ("builtins", "__import__", ("this",)),
        ("builtins", "compile", (code, "x", "exec")), ("builtins", "getattr", (touched, "__class__")),
        ("builtins", "setattr", (touched, "a", 1)), ("builtins", "breakpoint", ()), ("builtins", "input", ()),
        ("io", "open", (touched, "w")), ("_io", "FileIO", (touched, "w")), ("codecs", "open", (touched, "w")),
        ("pathlib", "Path.touch", (touched,)), ("shutil", "rmtree", (str(victim.parent),)),
        ("shutil", "copyfile", (__file__, touched)), ("tempfile", "mkstemp", ()),
        ("zipfile", "ZipFile", (touched, "w")), ("tarfile", "open", (touched, "w")),
        ("sqlite3", "connect", (touched,)), ("logging", "FileHandler", (touched,)),
        ("runpy", "run_path", (__file__,)), ("runpy", "_run_code", (code, {})),
        ("importlib", "import_module", ("this",)), ("pty", "spawn", ("sh",)), ("timeit", "timeit", (code,)),
        ("cProfile", "run", (code,)), ("pdb", "run", (code,)), ("bdb", "Bdb", ()), ("code", "interact", ()),
        ("doctest", "debug_script", (code,)), ("asyncio", "run", (1,)),
        ("webbrowser", "open", ("http://127.0.0.1:9",)), ("socket", "create_connection", (("127.0.0.1", 9),)),
        ("urllib.request", "urlopen", ("http://127.0.0.1:9",)), ("ctypes", "CDLL", ("libc.so.6",)),
        ("signal", "alarm", (1,)), ("functools", "partial", ("a",)), ("functools", "reduce", ("a", [1])),
        ("operator", "attrgetter", ("a",)), ("operator", "methodcaller", ("a",)), ("types", "CodeType", ()),
        ("types", "FunctionType", ()), ("marshal", "loads", (b"N",)), ("pickle", "loads", (b"N.",)),
        ("_pickle", "loads", (b"N.",)), ("copyreg", "_reconstructor", (1, 2, 3)), ("torch", "load", (touched,)),
        ("torch.storage", "_load_from_bytes", (b"N.",)), ("torch.hub", "load", ("a", "b")),
        ("torch.jit", "load", (touched,)), ("torch.serialization", "load", (touched,)),
        ("torch.utils.cpp_extension", "load", ("a",)), ("torch._utils", "_rebuild_from_type_v2", (1, 2, 3, 4)),
        ("torch.fx", "GraphModule", ()), ("numpy", "load", (touched,)), ("numpy", "save", (touched, 1)),
        ("numpy.core.multiarray", "_reconstruct", (1, (0,), b"b")), ("numpy", "fromfile", (touched,)),
        ("PIL.Image", "open", (touched,)), ("cifar_desktop.atomic_files", "write_text", (touched, "a")),
        ("sys", "exit", (1,)), ("cifar_desktop.inference.pickle_names", "forbidden_name", (touched,)),
    ]  # fmt: skip


def hungry_calls() -> list[tuple[str, str, tuple[object, ...]]]:
    """Return calls of what PyTorch's restricted reader allows, that would fill the memory."""
    return [
        ("builtins", "bytearray", (2**34,)), ("__builtin__", "bytearray", (2**34,)), ("torch", "Tensor", (2**33,)),
        ("torch", "FloatTensor", (2**33,)), ("torch.storage", "UntypedStorage", (2**40,)),
        ("torch", "FloatStorage", (2**33,)), ("torch.storage", "TypedStorage", (2**33,)),
        ("torch._utils", "_rebuild_qtensor", (1, 2, 3, 4)), ("_codecs", "encode", ("a" * 99, "idna")),
        ("torch._utils", "_rebuild_wrapper_subclass", (1, 2)), ("torch.sparse", "FloatTensor", (2**33,)),
    ]  # fmt: skip


def forms_of(module: str, name: str, arguments: tuple[object, ...]) -> Iterator[bytes]:
    """Yield pickles that make the call, each in another way."""
    packed = pickle.dumps(arguments, 2)[2:-1]
    called = f"c{module}\n{name}\n".encode()
    named = b"".join(b"\x8c" + bytes([len(word)]) + word.encode() for word in (module, name)) + b"\x93"
    by_memo = b"".join(
        b"\x8c" + bytes([len(word)]) + word.encode() + b"\x94" for word in (name, module)
    ) + b"0" * 2 + b"h\x01h\x00\x93"  # fmt: skip
    yield b"\x80\x02" + called + packed + b"R" + _STOP
    yield called + packed + b"R" + _STOP
    yield b"\x80\x02(S'a'\n" + f"i{module}\n{name}\n".encode() + _STOP
    yield b"\x80\x02(" + called + b"o" + _STOP
    yield b"\x80\x02" + called + packed + b"\x81" + _STOP
    yield b"\x80\x04" + named + packed + b"R" + _STOP
    yield b"\x80\x04" + by_memo + packed + b"R" + _STOP
    yield b"\x80\x04" + named + packed + b"}\x92" + _STOP
    yield b"\x80\x02}X\x01\x00\x00\x00a" + called + packed + b"Rs" + _STOP
    yield b"\x80\x02" + called + b"}b" + _STOP
    yield b"\x80\x02(X\x06\x00\x00\x00module" + called + packed + b"RNNtQ" + _STOP
    yield b"\x80\x02ccollections\nOrderedDict\n)R}X\x01\x00\x00\x00a" + called + packed + b"Rsb" + _STOP
    yield b"\x80\x05\x95" + struct.pack("<Q", 999) + named + packed + b"R" + _STOP


def other_tricks() -> Iterator[bytes]:
    """Yield pickles that call nothing by name, or never end."""
    yield b"\x80\x02\x82\x01" + _STOP  # the registry of extensions
    yield b"\x80\x02X\x01\x00\x00\x00aQ" + _STOP  # a persistent id of its own
    yield b"Pposix.system\n" + _STOP
    yield b"\x80\x02" + b"(" * 300_000 + _STOP
    yield b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + _STOP
    yield b"\x80\x02" + b"}" * 1000 + _STOP
    yield b"\x80\x02" + b")" + b"\x85" * 400_000 + _STOP
    yield b"\x80\x02" + b"N" * 2_000_000 + _STOP
    yield b"\x80\x02X\xff\xff\xff\xff" + b"a" * 100
    yield b"\x80\x04\x8d" + struct.pack("<Q", 2**62) + b"a"
    yield b"\x80\x02\x8b\xff\xff\xff\x7f" + b"a" * 100
    yield b"\x80\x02\x8a\xff" + b"\x7f" * 255 + _STOP
    yield b"\x80\x02Nr\xff\xff\xff\xff" + _STOP  # remembers at place four billion
    yield b"\x80\x02j\xff\xff\xff\xff" + _STOP
    yield b"\x80\x02]q\x00h\x00a" + _STOP  # holds itself
    yield b"\x80\x02}q\x00X\x05\x00\x00\x00modelh\x00s" + _STOP
    laughs = b"\x80\x02]q\x00" + b"".join(
        b"](" + b"h" + bytes([n]) * 1 + (b"h" + bytes([n])) * 9 + b"eq" + bytes([n + 1]) for n in range(40)
    )
    yield laughs + _STOP  # 10 to the power of 40 things, in half a kilobyte
    yield b"\x80\x02I" + b"9" * 100_000 + b"\n" + _STOP
    yield b"\x80\x63N" + _STOP
    yield b"\x80\x02N" * 100_000


def in_archive(archive: bytes, instructions: bytes) -> bytes:
    """Return a file of `torch.save` with other instructions in it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, instructions if name.endswith("data.pkl") else old.read(name))
    return changed.getvalue()


def in_old_file(old: bytes, instructions: bytes) -> bytes:
    """Return a file of PyTorch before 1.6 with other instructions in the place of its content."""
    stream, ends = io.BytesIO(old), []
    for _ in range(3):
        pickle.Unpickler(stream).load()  # magic number, version, sizes: our own, and harmless
        ends.append(stream.tell())
    return old[: ends[-1]] + instructions + pickle.dumps([], 2)
