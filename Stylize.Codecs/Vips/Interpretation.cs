namespace Stylize.Codecs.Vips;

/// <summary>What the bands of an image mean, numbered as libvips does.</summary>
internal enum Interpretation
{
    MultiBand = 0,
    Grey = 1,
    Xyz = 12,
    Lab = 13,
    Cmyk = 15,
    LabQ = 16,
    Rgb = 17,
    Cmc = 18,
    Lch = 19,
    LabS = 21,
    Srgb = 22,
    Yxy = 23,
    Rgb16 = 25,
    Grey16 = 26,
    ScRgb = 28,
    Hsv = 29,
}
