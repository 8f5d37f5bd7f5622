"""PyTorch: ResNet-18 feature extraction, images a second, best of five passes over 256 images.

extract.py MODEL.pt (float32 | channels-last | bfloat16) THREADS
"""
import sys
import time

import torch
import torch.nn.functional as F

model, mode, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
dtype = torch.bfloat16 if mode == "bfloat16" else torch.float32
net = torch.jit.load(model).eval().to(dtype)
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
images = torch.randint(0, 256, (256, 3, 32, 32), dtype=torch.uint8)


def once(batch=64):
    for i in range(0, len(images), batch):
        x = F.interpolate(images[i : i + batch].float() / 255, size=(224, 224), mode="bilinear")
        x = ((x - mean) / std).to(dtype)
        if mode != "float32":
            x = x.contiguous(memory_format=torch.channels_last)
        net(x)


with torch.inference_mode():
    once()
    once()
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        once()
        best = max(best, len(images) / (time.perf_counter() - start))
print(f"{best:.1f}")
