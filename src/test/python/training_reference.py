"""Computes src/test/resources/io/headstart/train/reference.json with PyTorch.

The trainer's optimizers, losses and schedules are compared with these values. Run with any PyTorch
2.x: python training_reference.py > reference.json
"""
import json

import torch
from torch import nn

torch.set_num_threads(1)
SIZES = [6, 5, 4, 3]
ROWS, BATCH, EPOCHS = 40, 4, 10

generator = torch.Generator().manual_seed(7)
x = torch.randn(ROWS, SIZES[0], generator=generator)
y = torch.randint(0, SIZES[-1], (ROWS,), generator=generator)
y[:20] = 0  # unbalanced on purpose
initial = []
for inputs, outputs in zip(SIZES, SIZES[1:]):
    initial.append(torch.randn(outputs, inputs, generator=generator) * 0.5)
    initial.append(torch.randn(outputs, generator=generator) * 0.1)


def network():
    layers = []
    for i, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for p, value in zip(net.parameters(), initial):
            p.copy_(value)
    return net


def groups(net, decay):
    return [
        {"params": [p for n, p in net.named_parameters() if n.endswith("weight")], "weight_decay": decay},
        {"params": [p for n, p in net.named_parameters() if n.endswith("bias")], "weight_decay": 0.0},
    ]


def train(make, loss=nn.CrossEntropyLoss(), clip=None, scheduler=None):
    net = network()
    optimizer = make(net)
    schedule = scheduler(optimizer) if scheduler else None
    rates = []
    for _ in range(EPOCHS):
        for i in range(0, ROWS, BATCH):
            optimizer.zero_grad()
            loss(net(x[i : i + BATCH]), y[i : i + BATCH]).backward()
            if clip:
                nn.utils.clip_grad_norm_(net.parameters(), clip)
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if schedule:
                schedule.step()
    return {
        "weights": torch.cat([p.detach().reshape(-1) for p in net.parameters()]).tolist(),
        "rates": rates,
    }


SGD, sched = torch.optim.SGD, torch.optim.lr_scheduler
counts = torch.bincount(y, minlength=SIZES[-1]).float()
balanced = ROWS / (SIZES[-1] * counts)
steps = EPOCHS * ROWS // BATCH
epoch = ROWS // BATCH
cases = {
    "sgd": train(lambda n: SGD(n.parameters(), lr=0.1)),
    "sgd-l2": train(lambda n: SGD(groups(n, 0.02), lr=0.1)),
    "sgd-clip": train(lambda n: SGD(n.parameters(), lr=0.1), clip=0.2),
    "sgd-smoothing": train(lambda n: SGD(n.parameters(), lr=0.1), nn.CrossEntropyLoss(label_smoothing=0.1)),
    "sgd-balanced": train(lambda n: SGD(n.parameters(), lr=0.1), nn.CrossEntropyLoss(weight=balanced)),
    "momentum": train(lambda n: SGD(n.parameters(), lr=0.05, momentum=0.9)),
    "nesterov": train(lambda n: SGD(n.parameters(), lr=0.05, momentum=0.9, nesterov=True)),
    "adam": train(lambda n: torch.optim.Adam(n.parameters(), lr=0.01)),
    "adam-l2": train(lambda n: torch.optim.Adam(groups(n, 0.02), lr=0.01)),
    "adamw": train(lambda n: torch.optim.AdamW(groups(n, 0.05), lr=0.01)),
    "rmsprop": train(lambda n: torch.optim.RMSprop(n.parameters(), lr=0.01, alpha=0.999)),
    "step": train(lambda n: SGD(n.parameters(), lr=0.1), scheduler=lambda o: sched.StepLR(o, 3 * epoch, 0.5)),
    "multi-step": train(
        lambda n: SGD(n.parameters(), lr=0.1), scheduler=lambda o: sched.MultiStepLR(o, [2 * epoch, 7 * epoch], 0.1)
    ),
    "exponential": train(lambda n: SGD(n.parameters(), lr=0.1), scheduler=lambda o: sched.ExponentialLR(o, 0.95)),
    "cosine": train(
        lambda n: SGD(n.parameters(), lr=0.1), scheduler=lambda o: sched.CosineAnnealingLR(o, steps, 0.001)
    ),
    "one-cycle": train(
        lambda n: SGD(n.parameters(), lr=0.1),
        scheduler=lambda o: sched.OneCycleLR(
            o, 0.1, total_steps=steps, cycle_momentum=False, final_div_factor=0.1 / 25 / 0.0002
        ),
    ),
    "triangular": train(
        lambda n: SGD(n.parameters(), lr=0.01),
        scheduler=lambda o: sched.CyclicLR(o, 0.01, 0.2, step_size_up=15, cycle_momentum=False),
    ),
}
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "sizes": SIZES,
            "batch": BATCH,
            "epochs": EPOCHS,
            "x": x.reshape(-1).tolist(),
            "y": y.tolist(),
            "initial": torch.cat([p.reshape(-1) for p in initial]).tolist(),
            "cases": cases,
        }
    )
)
