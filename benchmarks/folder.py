"""PyTorch: a linear head on a frozen ResNet-18, on a folder with train/ and val/; the steps of config/folder.yaml.

folder.py FOLDER MODEL.pt [stretch | crop] [SEED...]

MODEL.pt is a traced ResNet-18 without its last layer. stretch: 224 x 224 whatever the shape; crop: the
shorter side to 256, then the middle 224, as torchvision's weights expect. Prints what of val/ each seed
gets right.
"""
import pathlib
import sys

import torch
from PIL import Image

folder, model = pathlib.Path(sys.argv[1]), sys.argv[2]
resize = sys.argv[3] if len(sys.argv) > 3 else "stretch"
seeds = [int(seed) for seed in sys.argv[4:]] or [0, 1, 2]
ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".gif"}
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
classes = sorted(entry.name for entry in (folder / "train").iterdir() if entry.is_dir())


def pixels(path):
    image = Image.open(path).convert("RGB")
    if resize == "stretch":
        image = image.resize((224, 224), Image.BILINEAR)
    else:
        width, height = image.size
        short = min(width, height)
        size = (int(256 * width / short), int(256 * height / short))
        image = image.resize(size, Image.BILINEAR)
        left, top = round((size[0] - 224) / 2), round((size[1] - 224) / 2)
        image = image.crop((left, top, left + 224, top + 224))
    raw = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(224, 224, 3)
    return (raw.permute(2, 0, 1).float() / 255 - MEAN) / STD


def part(name):
    features, labels = [], []
    for label, of_class in enumerate(classes):
        for path in sorted((folder / name / of_class).rglob("*")):
            if path.suffix.lower() in ENDINGS:
                features.append(net(pixels(path)[None]).flatten())
                labels.append(label)
    return torch.stack(features), torch.tensor(labels)


net = torch.jit.load(model).eval()
with torch.inference_mode():
    x, y = part("train")
    test_x, test_y = part("val")
x, test_x = x.clone(), test_x.clone()

for seed in seeds:
    torch.manual_seed(seed)
    head = torch.nn.Linear(x.shape[1], len(classes))
    torch.nn.init.normal_(head.weight, std=0.001)
    torch.nn.init.zeros_(head.bias)
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.001, weight_decay=0.01)
    for epoch in range(50):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(head(x[rows]), y[rows]).backward()
            optimizer.step()
    with torch.inference_mode():
        right = int((head(test_x).argmax(1) == test_y).sum())
    print(f"seed {seed}: {right} of {len(test_y)} ({100 * right / len(test_y):.2f} %)")
