"""A minimal PyTorch server to compare with: Python's own http.server, one thread a connection, one image a forward
pass. Arguments: a traced backbone that takes normalized images, threads of PyTorch. Prints its port."""
import io
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch
from PIL import Image

torch.set_num_threads(int(sys.argv[2]))
backbone = torch.jit.load(sys.argv[1]).eval()
head = torch.nn.Linear(512, 10)
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
# Passes of several threads at once only hinder one another.
turn = threading.Lock()


def classify(body):
    image = Image.open(io.BytesIO(body)).convert("RGB")
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).view(image.height, image.width, 3)
    x = pixels.permute(2, 0, 1).unsqueeze(0).float() / 255
    x = torch.nn.functional.interpolate(x, size=(224, 224), mode="bilinear", align_corners=False, antialias=True)
    x = ((x - mean) / deviation).contiguous(memory_format=torch.channels_last)
    with turn, torch.inference_mode():
        return torch.softmax(head(backbone(x).flatten(1)), 1)[0].tolist()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"probabilities": classify(body)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *ignored):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
