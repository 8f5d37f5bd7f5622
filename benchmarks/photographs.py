"""PyTorch with Pillow: photographs from disk to ResNet-18 features, images a second, loader workers included.

photographs.py make FOLDER TARGET                        writes TARGET/small (1,000) and TARGET/large (60)
photographs.py extract FOLDER MODEL.pt (float32 | channels-last | bfloat16) THREADS

The first makes test photographs of the JPEG files below FOLDER: small ones are copies, large ones are enlarged to
12 megapixels. The second decodes, resizes the shorter side to 256 and takes the middle 224, as torchvision's
ImageFolder recipe does, in two loader workers.
"""
import pathlib
import shutil
import sys
import time

from PIL import Image


def make(source, target):
    files = sorted(path for path in pathlib.Path(source).rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    for i in range(1000):
        folder = target / "small" / f"class{i % 2}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[i % len(files)], folder / f"{i:04}.jpg")
    for i in range(60):
        folder = target / "large" / f"class{i % 2}"
        folder.mkdir(parents=True, exist_ok=True)
        with Image.open(files[i]) as image:
            image.convert("RGB").resize((4000, 3000), Image.BICUBIC).save(folder / f"{i:04}.jpg", quality=92)


def extract(source, model, mode, threads):
    import numpy
    import torch

    files = sorted(pathlib.Path(source).rglob("*.jpg"))
    dtype = torch.bfloat16 if mode == "bfloat16" else torch.float32
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)

    class Photographs(torch.utils.data.Dataset):
        def __len__(self):
            return len(files)

        def __getitem__(self, index):
            with Image.open(files[index]) as image:
                image = image.convert("RGB")
            width, height = image.size
            size = (256, 256 * height // width) if width <= height else (256 * width // height, 256)
            image = image.resize(size, Image.BILINEAR)
            left, top = round((size[0] - 224) / 2), round((size[1] - 224) / 2)
            pixels = numpy.array(image.crop((left, top, left + 224, top + 224)))
            return (torch.from_numpy(pixels).permute(2, 0, 1).float() / 255 - mean) / std

    torch.set_num_threads(threads)
    net = torch.jit.load(model).eval().to(dtype)
    with torch.inference_mode():
        for _ in range(3):
            net(torch.zeros(64, 3, 224, 224, dtype=dtype))
        start = time.perf_counter()
        for batch in torch.utils.data.DataLoader(Photographs(), batch_size=64, num_workers=2):
            batch = batch.to(dtype)
            if mode != "float32":
                batch = batch.contiguous(memory_format=torch.channels_last)
            net(batch)
    print(f"{len(files) / (time.perf_counter() - start):.1f}")


if sys.argv[1] == "make":
    make(sys.argv[2], pathlib.Path(sys.argv[3]))
else:
    extract(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
