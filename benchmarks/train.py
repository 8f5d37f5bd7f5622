"""PyTorch eager: microseconds an update of 512-64-10 by SGD on random features; best epoch of five.

train.py BATCH HEADS THREADS: HEADS networks train one after another, as PyTorch users do.
"""
import sys
import time

import torch
from torch import nn

batch, heads, threads = (int(a) for a in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
n = 50_000 if batch > 1 else 10_000
features, labels = torch.randn(n, 512), torch.randint(0, 10, (n,))
total = 0.0
for _ in range(heads):
    net = nn.Sequential(nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    loss = nn.CrossEntropyLoss()
    best = float("inf")
    for epoch in range(5 if heads == 1 else 1):
        start, steps = time.perf_counter(), 0
        order = torch.randperm(n)
        x, y = features[order], labels[order]
        for i in range(0, n, batch):
            optimizer.zero_grad()
            loss(net(x[i : i + batch]), y[i : i + batch]).backward()
            optimizer.step()
            steps += 1
        best = min(best, (time.perf_counter() - start) / steps)
    total += best
print(f"{total * 1e6:.1f}")
