"""PyTorch's own modules of every family of backbones, with timm's names of the tensors and weights drawn
by a formula, as `DrawnWeights` draws them.

backbones.py golden FOLDER                 writes the features that the tests compare with
backbones.py weights FOLDER                writes small files of weights as torch.save does
backbones.py traced FOLDER                 writes traced classifiers, and their weights without the last layer
backbones.py speed MODE NAME...            images a second of processor time on one thread, one line a network;
                                           MODE: float32, channels-last, bfloat16, compile, compile-bfloat16

PyTorch alone is needed: no timm, no torchvision.
"""
import hashlib
import json
import math
import struct
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn


# ---- weights ----

def uniform(seed, use, count):
    """SplitMix64 from the first 8 bytes of SHA-256(seed, length, use): -1 to 1, float64."""
    name = use.encode()
    start = int.from_bytes(hashlib.sha256(struct.pack(">qi", seed, len(name)) + name).digest()[:8], "big")
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(start) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0 ** -53 * 2 - 1


def drawn(seed, name, shape):
    """A tensor by its name and shape: around what it is at the start of a training."""
    last = name.rsplit(".", 1)[-1]
    shift, scale = 0.0, 0.1
    if last == "running_var":
        shift, scale = 1.0, 0.5
    elif last == "gamma":
        shift, scale = 0.5, 0.3
    elif last == "weight" and len(shape) == 1:
        shift, scale = 1.0, 0.2
    elif last == "weight":
        scale = math.sqrt(3 / math.prod(shape[1:]))
    elif len(shape) == 3:
        scale = 0.5
    values = shift + scale * uniform(seed, "weights " + name, math.prod(shape))
    return torch.from_numpy(values.astype(numpy.float32)).reshape(shape)


def with_weights(net, seed=7):
    state = net.state_dict()
    for name, value in state.items():
        if not name.endswith("num_batches_tracked"):
            value.copy_(drawn(seed, name, tuple(value.shape)))
    return net.eval()


def images(count, size):
    values = 2 * uniform(7, "images", count * 3 * size * size)
    return torch.from_numpy(values.astype(numpy.float32)).reshape(count, 3, size, size)


# ---- ResNet ----

class Block(nn.Module):
    def __init__(self, inputs, width, stride, bottleneck):
        super().__init__()
        outputs = 4 * width if bottleneck else width
        if bottleneck:
            self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(width)
            self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(width)
            self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
            self.bn3 = nn.BatchNorm2d(outputs)
        else:
            self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(width)
            self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(width)
        self.bottleneck = bottleneck
        self.downsample = None
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.bottleneck:
            y = self.bn3(self.conv3(F.relu(y)))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    default = "layer4"

    def __init__(self, blocks, bottleneck, width=64):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage, count in enumerate(blocks):
            inner = width << stage
            layers = []
            for block in range(count):
                layers.append(Block(inputs, inner, 2 if stage and not block else 1, bottleneck))
                inputs = 4 * inner if bottleneck else inner
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        out = {}
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
            out[f"layer{stage}"] = x.mean((2, 3))
        return out


# ---- ViT: plain, DINOv2, CLIP ----

class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, t, d))


class Mlp(nn.Module):
    def __init__(self, width, quick):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)
        self.quick = quick

    def forward(self, x):
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x) if self.quick else F.gelu(x))


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.gamma


class Layer(nn.Module):
    def __init__(self, width, heads, scale, quick, eps):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps)
        self.attn = Attention(width, heads)
        self.ls1 = Scale(width) if scale else nn.Identity()
        self.norm2 = nn.LayerNorm(width, eps)
        self.mlp = Mlp(width, quick)
        self.ls2 = Scale(width) if scale else nn.Identity()

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


class Patches(nn.Module):
    def __init__(self, width, patch, bias):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch, bias=bias)

    def forward(self, x):
        return self.proj(x)


class ViT(nn.Module):
    """size: pixels a side that the position embeddings are for; projection: CLIP's, 0 for the other two."""

    def __init__(self, width, depth, heads, patch, size, scale=False, registers=0, projection=0, quick=False):
        super().__init__()
        clip = projection > 0
        eps = 1e-5 if clip else 1e-6
        self.default = "projected" if clip else "class"
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        if registers:
            self.reg_token = nn.Parameter(torch.zeros(1, registers, width))
        grid = size // patch
        self.pos_embed = nn.Parameter(torch.zeros(1, grid * grid + (0 if registers else 1), width))
        self.patch_embed = Patches(width, patch, bias=not clip)
        self.norm_pre = nn.LayerNorm(width, eps) if clip else nn.Identity()
        self.blocks = nn.Sequential(*[Layer(width, heads, scale, quick, eps) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps)
        if clip:
            self.head = nn.Linear(width, projection, bias=False)

    def positions(self, grid):
        """As timm's resample_abs_pos_embed."""
        first = 0 if hasattr(self, "reg_token") else 1
        prefix, rest = self.pos_embed[:, :first], self.pos_embed[:, first:]
        old = int(math.sqrt(rest.shape[1]))
        if old != grid:
            d = rest.shape[2]
            rest = rest.float().reshape(1, old, old, d).permute(0, 3, 1, 2)
            rest = F.interpolate(rest, size=(grid, grid), mode="bicubic", antialias=True)
            rest = rest.permute(0, 2, 3, 1).reshape(1, -1, d).to(prefix.dtype)
        return prefix, rest

    def forward(self, x):
        x = self.patch_embed(x)
        prefix, rest = self.positions(x.shape[2])
        tokens = [self.cls_token + prefix if prefix.shape[1] else self.cls_token]
        if hasattr(self, "reg_token"):
            tokens.append(self.reg_token)
        x = torch.cat([t.expand(len(x), -1, -1) for t in tokens] + [x.flatten(2).transpose(1, 2) + rest], 1)
        first = sum(t.shape[1] for t in tokens)
        x = self.norm_pre(x)
        out, classes = {}, []
        for i, block in enumerate(self.blocks):
            x = block(x)
            classes.append(self.norm(x[:, 0]))
            out[f"block{i + 1}"] = classes[-1]
        x = self.norm(x)
        mean = x[:, first:].mean(1)
        out["last4"] = torch.cat(classes[-4:] + [mean], 1)
        out["mean"] = mean
        out["class-mean"] = torch.cat([x[:, 0], mean], 1)
        out["class"] = x[:, 0]
        if hasattr(self, "head"):
            out["projected"] = self.head(x[:, 0])
        return out


# ---- ConvNeXt ----

class Norm2d(nn.LayerNorm):
    def __init__(self, width):
        super().__init__(width, 1e-6)

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class NextBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv_dw = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, 1e-6)
        self.mlp = Mlp(width, False)
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = self.mlp(self.norm(self.conv_dw(x).permute(0, 2, 3, 1))) * self.gamma
        return x + y.permute(0, 3, 1, 2)


class NextStage(nn.Module):
    def __init__(self, inputs, width, count):
        super().__init__()
        self.downsample = nn.Identity()
        if inputs:
            self.downsample = nn.Sequential(Norm2d(inputs), nn.Conv2d(inputs, width, 2, 2))
        self.blocks = nn.Sequential(*[NextBlock(width) for _ in range(count)])

    def forward(self, x):
        return self.blocks(self.downsample(x))


class ConvNeXt(nn.Module):
    default = "pooled"

    def __init__(self, blocks, widths):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, 4), Norm2d(widths[0]))
        inputs = [0] + list(widths[:-1])
        self.stages = nn.Sequential(*[NextStage(i, w, b) for i, w, b in zip(inputs, widths, blocks)])
        self.head = nn.Module()
        self.head.norm = nn.LayerNorm(widths[-1], 1e-6)

    def forward(self, x):
        x = self.stem(x)
        out = {}
        for i, stage in enumerate(self.stages):
            x = stage(x)
            out[f"stage{i + 1}"] = x.mean((2, 3))
        out["pooled"] = self.head.norm(x.mean((2, 3)))
        return out


# ---- MobileNetV3 ----

class Squeeze(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.conv_reduce = nn.Conv2d(width, inner, 1)
        self.conv_expand = nn.Conv2d(inner, width, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.conv_expand(F.relu(self.conv_reduce(x.mean((2, 3), keepdim=True)))))


class Inverted(nn.Module):
    """expanded: 0 for none."""

    def __init__(self, inputs, expanded, outputs, kernel, stride, squeezed, hard):
        super().__init__()
        self.expanded = expanded
        inner = expanded or inputs
        self.act = F.hardswish if hard else F.relu
        self.skip = stride == 1 and inputs == outputs
        depthwise = nn.Conv2d(inner, inner, kernel, stride, kernel // 2, groups=inner, bias=False)
        if expanded:
            self.conv_pw = nn.Conv2d(inputs, inner, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(inner)
            self.conv_dw = depthwise
            self.bn2 = nn.BatchNorm2d(inner)
        else:
            self.conv_dw = depthwise
            self.bn1 = nn.BatchNorm2d(inner)
        self.se = Squeeze(inner, squeezed) if squeezed else nn.Identity()
        last = nn.Conv2d(inner, outputs, 1, bias=False)
        if expanded:
            self.conv_pwl = last
            self.bn3 = nn.BatchNorm2d(outputs)
        else:
            self.conv_pw = last
            self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        if self.expanded:
            y = self.act(self.bn1(self.conv_pw(x)))
            y = self.se(self.act(self.bn2(self.conv_dw(y))))
            y = self.bn3(self.conv_pwl(y))
        else:
            y = self.se(self.act(self.bn1(self.conv_dw(x))))
            y = self.bn2(self.conv_pw(y))
        return x + y if self.skip else y


class Pointwise(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.hardswish(self.bn1(self.conv(x)))


class MobileNetV3(nn.Module):
    default = "pooled"
    # Expanded, outputs, kernel, stride, squeezed, hard-swish (Howard et al. 2019, table 1).
    LARGE = [
        [(0, 16, 3, 1, 0, 0)],
        [(64, 24, 3, 2, 0, 0), (72, 24, 3, 1, 0, 0)],
        [(72, 40, 5, 2, 24, 0), (120, 40, 5, 1, 32, 0), (120, 40, 5, 1, 32, 0)],
        [(240, 80, 3, 2, 0, 1), (200, 80, 3, 1, 0, 1), (184, 80, 3, 1, 0, 1), (184, 80, 3, 1, 0, 1)],
        [(480, 112, 3, 1, 120, 1), (672, 112, 3, 1, 168, 1)],
        [(672, 160, 5, 2, 168, 1), (960, 160, 5, 1, 240, 1), (960, 160, 5, 1, 240, 1)],
    ]

    def __init__(self):
        super().__init__()
        self.conv_stem = nn.Conv2d(3, 16, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        stages, inputs = [], 16
        for stage in self.LARGE:
            blocks = []
            for expanded, outputs, kernel, stride, squeezed, hard in stage:
                blocks.append(Inverted(inputs, expanded, outputs, kernel, stride, squeezed, hard))
                inputs = outputs
            stages.append(nn.Sequential(*blocks))
        stages.append(nn.Sequential(Pointwise(160, 960)))
        self.blocks = nn.Sequential(*stages)
        self.conv_head = nn.Conv2d(960, 1280, 1)

    def forward(self, x):
        x = F.hardswish(self.bn1(self.conv_stem(x)))
        out = {}
        for i, stage in enumerate(self.blocks):
            x = stage(x)
            out[f"stage{i + 1}"] = x.mean((2, 3))
        out["pooled"] = F.hardswish(self.conv_head(x.mean((2, 3), keepdim=True))).flatten(1)
        return out


# ---- names ----

def vit(width, depth, heads, patch, size, **more):
    return lambda: ViT(width, depth, heads, patch, size, **more)


NETWORKS = {
    "resnet18": lambda: ResNet([2, 2, 2, 2], False),
    "resnet34": lambda: ResNet([3, 4, 6, 3], False),
    "resnet50": lambda: ResNet([3, 4, 6, 3], True),
    "resnet101": lambda: ResNet([3, 4, 23, 3], True),
    "vit_small_patch16_224": vit(384, 12, 6, 16, 224),
    "vit_base_patch16_224": vit(768, 12, 12, 16, 224),
    "vit_small_patch14_dinov2": vit(384, 12, 6, 14, 518, scale=True),
    "vit_base_patch14_dinov2": vit(768, 12, 12, 14, 518, scale=True),
    "vit_large_patch14_dinov2": vit(1024, 24, 16, 14, 518, scale=True),
    "vit_small_patch14_reg4_dinov2": vit(384, 12, 6, 14, 518, scale=True, registers=4),
    "vit_base_patch32_clip_quickgelu_224": vit(768, 12, 12, 32, 224, projection=512, quick=True),
    "vit_base_patch16_clip_quickgelu_224": vit(768, 12, 12, 16, 224, projection=512, quick=True),
    "vit_large_patch14_clip_quickgelu_224": vit(1024, 24, 16, 14, 224, projection=768, quick=True),
    "convnext_tiny": lambda: ConvNeXt([3, 3, 9, 3], [96, 192, 384, 768]),
    "convnext_small": lambda: ConvNeXt([3, 3, 27, 3], [96, 192, 384, 768]),
    "convnext_base": lambda: ConvNeXt([3, 3, 27, 3], [128, 256, 512, 1024]),
    "mobilenetv3_large_100": MobileNetV3,
    # Narrow ones for the tests.
    "basic": lambda: ResNet([2, 1, 2, 1], False, 8),
    "bottleneck": lambda: ResNet([2, 1, 2, 1], True, 8),
    "vit": vit(128, 5, 2, 16, 64),
    "dinov2": vit(128, 5, 2, 14, 518, scale=True),
    "registers": vit(128, 5, 2, 14, 518, scale=True, registers=4),
    "clip": vit(128, 5, 2, 32, 224, projection=48),
    "quickgelu": vit(128, 5, 2, 32, 224, projection=48, quick=True),
    "convnext": lambda: ConvNeXt([1, 2, 2, 1], [16, 32, 64, 128]),
}

# Name, pixels a side.
GOLDEN = [
    ("basic", 64), ("bottleneck", 64), ("bottleneck", 75), ("vit", 64), ("vit", 96), ("dinov2", 224), ("dinov2", 518),
    ("registers", 224), ("registers", 518), ("clip", 224), ("quickgelu", 224), ("convnext", 64), ("convnext", 96),
    ("mobilenetv3_large_100", 96), ("resnet50", 64), ("vit_small_patch14_dinov2", 224), ("convnext_tiny", 64),
]  # fmt: skip


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        bytes_ = tensor.float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def golden(folder):
    for name, size in GOLDEN:
        net = with_weights(NETWORKS[name]())
        with torch.inference_mode():
            out = net(images(2, size))
        if sum(value.numel() for value in net.parameters()) > 20_000_000:
            out = {net.default: out[net.default]}
        write_safetensors(f"{folder}/{name}-{size}.safetensors", out)
        print(name, size, {key: tuple(value.shape) for key, value in out.items()})


def weights(folder):
    state = with_weights(ResNet([1, 1, 1, 1], False, 2)).state_dict()
    torch.save(state, f"{folder}/tiny.pt")
    half = {name: value.half() if value.is_floating_point() else value for name, value in state.items()}
    torch.save(half, f"{folder}/tiny-half.pt")
    torch.save({"epoch": 3, "state_dict": {"module." + name: value for name, value in state.items()}}, f"{folder}/tiny-wrapped.pt")
    torch.save({name: nn.Parameter(value) for name, value in state.items() if value.is_floating_point()}, f"{folder}/tiny-parameters.pt")


class Classifier(nn.Module):
    """A ResNet with its last layer, as torchvision's modules call it."""

    def __init__(self, blocks, bottleneck, width, classes):
        super().__init__()
        net = ResNet(blocks, bottleneck, width)
        for name, child in net.named_children():
            setattr(self, name, child)
        self.fc = nn.Linear(width * (32 if bottleneck else 8), classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, (1, 1)), 1))


def traced(folder):
    """Whole classifiers as DJL's zoo has them, and their weights without the last layer."""
    for name, blocks, bottleneck, width in [
        ("traced-tiny", [1, 1, 1, 1], True, 2),
        ("traced_resnet18", [2, 2, 2, 2], False, 64),
        ("traced_resnet50", [3, 4, 6, 3], True, 64),
    ]:  # fmt: skip
        net = with_weights(Classifier(blocks, bottleneck, width, 5 if width == 2 else 1000))
        torch.jit.save(torch.jit.trace(net, images(1, 224)), f"{folder}/{name}.pt")
        state = {key: value for key, value in net.state_dict().items() if not key.startswith("fc.")}
        torch.save(state, f"{folder}/{name}-state.pt")


def speed(mode, names):
    """Of one thread by its own clock: what else the machine does then matters little."""
    torch.set_num_threads(1)
    dtype = torch.bfloat16 if mode.endswith("bfloat16") else torch.float32
    layout = torch.contiguous_format if mode == "float32" else torch.channels_last
    for name in names:
        net = NETWORKS[name]().eval().to(dtype).to(memory_format=layout)
        x = torch.randn(16, 3, 224, 224).to(dtype).contiguous(memory_format=layout)
        run = torch.compile(lambda batch: net(batch)[net.default]) if mode.startswith("compile") else net
        with torch.inference_mode():
            run(x)
            run(x)
            times = []
            while len(times) < 3 or (sum(times) < 3 and len(times) < 30):
                start = time.thread_time()
                run(x)
                times.append(time.thread_time() - start)
        print(f"{name} {mode} {len(x) / sorted(times)[len(times) // 2]:.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "golden":
        golden(sys.argv[2])
    elif sys.argv[1] == "weights":
        weights(sys.argv[2])
    elif sys.argv[1] == "traced":
        traced(sys.argv[2])
    else:
        speed(sys.argv[2], sys.argv[3:])
