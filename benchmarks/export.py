"""For benchmarks/export: images as PNG files, answers of plain PyTorch, and comparison.

export.py images BATCH.bin FOLDER | torch HEAD FOLDER | compare HEAD
"""
import json
import os
import struct
import sys
import zlib


def png(pixels, side):
    """RGB rows -> the bytes of a PNG file."""
    rows = b"".join(b"\0" + pixels[y * side * 3 : (y + 1) * side * 3] for y in range(side))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pixels_of(data):
    """The bytes of such a file -> RGB rows."""
    at = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[at - 8 : at - 4])[0]
    rows = zlib.decompress(data[at : at + length])
    return b"".join(rows[y * 97 + 1 : (y + 1) * 97] for y in range(32))


def images(batch, folder):
    """The records of CIFAR-10 -> LABEL-INDEX.png; three planes become pixels."""
    os.makedirs(folder)
    data = open(batch, "rb").read()
    for i in range(len(data) // 3073):
        record = data[i * 3073 : (i + 1) * 3073]
        planes = [record[1 + c * 1024 : 1 + (c + 1) * 1024] for c in range(3)]
        pixels = bytes(v for pixel in zip(*planes) for v in pixel)
        with open(f"{folder}/{i:05d}-{record[0]}.png", "wb") as out:
            out.write(png(pixels, 32))


def torch_answers(head, folder):
    import torch

    model = torch.jit.load(f"{head}/model.pt")
    names = sorted(os.listdir(folder))
    answers = {}
    with torch.no_grad():
        for at in range(0, len(names), 50):
            some = names[at : at + 50]
            data = b"".join(pixels_of(open(f"{folder}/{name}", "rb").read()) for name in some)
            x = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(len(some), 32, 32, 3)
            for name, row in zip(some, model(x).tolist()):
                answers[name] = dict(zip(model.classes, row))
    json.dump(answers, open(f"{head}/torch", "w"))


def label(answer):
    return max(answer, key=answer.get)


def compare(head):
    wanted = json.load(open(f"{head}/predict"))
    counts = json.load(open(f"{head}/evaluate"))
    classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    taken = [[0] * len(classes) for _ in classes]
    for file, answer in wanted.items():
        taken[int(file.split("-")[1][0])][classes.index(label(answer))] += 1
    moved = sum(abs(a - b) for r, s in zip(taken, counts) for a, b in zip(r, s)) // 2
    right = sum(taken[c][c] for c in range(len(classes)))
    cells = [f"{100 * right / len(wanted):.1f} %", str(moved)]
    bad = moved > 0
    for kind in ("torch", "djl", "onnx"):
        answers = json.load(open(f"{head}/{kind}"))
        assert answers.keys() == wanted.keys(), (kind, len(answers), len(wanted))
        labels = sum(label(answers[f]) != label(wanted[f]) for f in wanted)
        apart = max(abs(p - wanted[f][c]) for f in wanted for c, p in answers[f].items())
        cells.append(f"{labels}; {apart:.1e}")
        bad |= labels > 0 or not apart <= 1e-4
    print(f"| {os.path.basename(head)} | {len(wanted)} | " + " | ".join(cells) + " |", flush=True)
    return bad


if sys.argv[1] == "images":
    images(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "torch":
    torch_answers(sys.argv[2], sys.argv[3])
else:
    sys.exit(compare(sys.argv[2]))
