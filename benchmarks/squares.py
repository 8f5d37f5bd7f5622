"""Writes small images of every format, and what Pillow makes of them, for SquareTest.

squares.py FOLDER        (src/test/resources/io/headstart/data/squares; Pillow 12.3.0 wrote what is there)

The squares are those of torchvision's Resize and CenterCrop, of ImageOps.pad, and of a plain resize, all
antialiased and bilinear, after ImageOps.exif_transpose and over white. A line of squares.txt: file, side, how,
and the square's red, green and blue, row by row.
"""
import math
import pathlib
import sys

from PIL import Image, ImageOps

folder = pathlib.Path(sys.argv[1])
WIDTH, HEIGHT, SIDE = 27, 19, 7
lines = []


def picture(mode="RGB"):
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            wave = 60 * math.sin(x / 5) * math.cos(y / 4)
            image.putpixel((x, y), (int(5 * x + wave / 3) % 256, int(128 + wave), max(0, 250 - 8 * y)))
    if mode in ("RGBA", "LA"):
        alpha = Image.new("L", image.size)
        alpha.putdata([min(255, 9 * (i % WIDTH)) for i in range(WIDTH * HEIGHT)])
        image = image.convert(mode[:-1])
        image.putalpha(alpha)
        return image
    return image.convert(mode)


def rgb(image):
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits: Pillow's own conversion cuts instead of scaling.
        image = image.point(lambda v: v / 257).convert("L")
    if "transparency" in image.info or image.mode in ("LA", "PA"):
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def squares(name):
    with Image.open(folder / name) as image:
        image = rgb(image)
    width, height = image.size
    shorter = round(SIDE * 256 / 224)
    scaled = (shorter, int(shorter * height / width)) if width <= height else (int(shorter * width / height), shorter)
    left, top = (int(round((length - SIDE) / 2.0)) for length in scaled)
    whole = image.resize(scaled, Image.BILINEAR)
    results = {
        "crop": whole.crop((left, top, left + SIDE, top + SIDE)),
        "pad": ImageOps.pad(image, (SIDE, SIDE), Image.BILINEAR),
        "stretch": image.resize((SIDE, SIDE), Image.BILINEAR),
    }
    # The other two are made of the same pixels: two files, upright and turned, say enough of them.
    for how in results if name in ("rgb.png", "turned-6.jpg") else ["crop"]:
        square = results[how]
        values = " ".join(str(v) for v in square.tobytes())
        lines.append(f"{name} {SIDE} {how} {values}")


def save(name, image, **options):
    image.save(folder / name, **options)
    squares(name)


def turned(code):
    exif = Image.Exif()
    exif[274] = code
    return exif


save("rgb.jpg", picture(), quality=90)
save("grey.jpg", picture("L"), quality=90)
save("progressive.jpg", picture(), quality=90, progressive=True)
save("sampled-444.jpg", picture(), quality=90, subsampling=0)
save("cmyk.jpg", picture("CMYK"), quality=90)
# The Adobe marker's last byte says that the first three inks are YCC.
cmyk = bytearray((folder / "cmyk.jpg").read_bytes())
cmyk[cmyk.index(b"Adobe") + 11] = 2
(folder / "ycck.jpg").write_bytes(cmyk)
squares("ycck.jpg")
for code in range(1, 9):
    save(f"turned-{code}.jpg", picture(), quality=90, exif=turned(code))
save("turned.png", picture(), exif=turned(6))
save("turned.webp", picture(), exif=turned(8), lossless=True)
save("turned.tif", picture(), tiffinfo={274: 6}, compression="tiff_lzw")
save("rgb.png", picture())
save("grey.png", picture("L"))
save("alpha.png", picture("RGBA"))
save("grey-alpha.png", picture("LA"))
save("palette.png", picture().quantize(16))
save("palette-transparent.png", picture().quantize(16), transparency=3)
save("bits-1.png", picture("1"))
deep = Image.new("I;16", (WIDTH, HEIGHT))
deep.putdata([min(65535, v * 257) for v in picture("L").tobytes()])
save("bits-16.png", deep)
save("rgb.gif", picture().quantize(64))
save("animated.gif", picture().quantize(64), save_all=True, append_images=[picture("L")])
save("rgb.bmp", picture())
save("rgb.webp", picture(), quality=90)
save("lossless.webp", picture(), lossless=True)
save("alpha.webp", picture("RGBA"), lossless=True)
save("rgb.tif", picture())
save("deflate.tif", picture(), compression="tiff_adobe_deflate")
save("grey.tif", picture("L"), compression="tiff_lzw")
save("jpeg.tif", picture(), compression="jpeg")
save("cmyk.tif", picture("CMYK"))
(folder / "squares.txt").write_text("# Made by benchmarks/squares.py.\n" + "\n".join(lines) + "\n")
