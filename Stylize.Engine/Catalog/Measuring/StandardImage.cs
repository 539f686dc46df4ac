namespace Stylize.Engine.Measuring;

/// <summary>The kinds of standard images, whose content requires different amounts of work.</summary>
public enum StandardImageKind
{
    /// <summary>Two flat shapes on white: clean background, sharp edges.</summary>
    Logo,

    /// <summary>Thin dark curves on white: high contrast, few gradients.</summary>
    LineDrawing,

    /// <summary>Smooth shading, texture at many scales and noise, like a photograph.</summary>
    Photograph,

    /// <summary>Boxes, grid lines and hatching: flat areas next to detailed areas.</summary>
    TechnicalDiagram,

    /// <summary>Overlapping waves of color: a gradient at nearly every pixel.</summary>
    Abstract,
}

/// <summary>Generates images for measuring without files. The same kind and size always give the same pixels.</summary>
internal static class StandardImage
{
    /// <summary>Generates an image. The caller owns the raster.</summary>
    /// <param name="kind">Kind of image.</param>
    public static Raster<Rgba32> Create(StandardImageKind kind, int width, int height)
    {
        var image = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            var v = (y + 0.5) / height;
            for (var x = 0; x < width; x++)
            {
                var u = (x + 0.5) / width;
                row[x] = kind switch
                {
                    StandardImageKind.Logo => Logo(u, v),
                    StandardImageKind.LineDrawing => LineDrawing(u, v),
                    StandardImageKind.Photograph => Photograph(u, v, x, y),
                    StandardImageKind.TechnicalDiagram => TechnicalDiagram(u, v),
                    StandardImageKind.Abstract => Abstract(u, v),
                    _ =>
                        throw StylizeException.Option(
                            nameof(kind), kind, string.Join(", ", Enum.GetNames<StandardImageKind>())),
                };
            }
        }

        return image;
    }

    private static Rgba32 Logo(double u, double v)
    {
        var ring = Math.Abs(Distance(u, v, 0.42, 0.5) - 0.22) < 0.06;
        var square = Math.Abs(u - 0.66) < 0.14 && Math.Abs(v - 0.56) < 0.14;
        return square ? new Rgba32(214, 40, 57) : ring ? new Rgba32(29, 53, 87) : new Rgba32(255, 255, 255);
    }

    private static Rgba32 LineDrawing(double u, double v)
    {
        var nearest = 1.0;
        for (var k = 0; k < 9; k++)
        {
            var curve = 0.1 + (0.1 * k) + (0.05 * Math.Sin((u * (5 + k)) + k));
            nearest = Math.Min(nearest, Math.Abs(v - curve));
        }

        nearest = Math.Min(nearest, Math.Abs(Distance(u, v, 0.5, 0.5) - 0.3));
        return nearest < 0.003 ? new Rgba32(20, 20, 20) : new Rgba32(255, 255, 255);
    }

    private static Rgba32 Photograph(double u, double v, int x, int y)
    {
        // Fractal value noise on a lit sphere in front of a sky. As in photographs, power decreases with frequency.
        var texture = 0.0;
        for (var octave = 0; octave < 7; octave++)
        {
            var scale = 4 << octave;
            texture += ValueNoise(u * scale, v * scale, octave) / (1 << octave);
        }

        var sphere = Math.Clamp((0.33 - Distance(u, v, 0.5, 0.55)) * 40, 0, 1);
        var lit = Math.Clamp(1 - (1.9 * Distance(u, v, 0.4, 0.42)), 0.05, 1);
        var sky = 0.75 - (0.4 * v);
        var grain = (Hash(x, y, 99) - 0.5) * 0.03;
        var light = (sphere * lit * (0.75 + (0.25 * texture)))
            + ((1 - sphere) * (sky + (0.35 * (texture - 1) * v))) + grain;
        return new Rgba32(
            Byte(light * (0.85 + (0.2 * sphere))), Byte(light * 0.9), Byte(light * (1.05 - (0.35 * sphere))));
    }

    private static Rgba32 TechnicalDiagram(double u, double v)
    {
        var cell = (U: (u * 4) % 1, V: (v * 4) % 1, Index: (int)(u * 4) + (4 * (int)(v * 4)));
        var border = cell.U is < 0.02 or > 0.98 || cell.V is < 0.02 or > 0.98;
        var hatch = cell.Index % 3 == 0 && ((cell.U + cell.V) * 12) % 1 < 0.25;
        var disc = cell.Index % 3 == 1 && Math.Abs(Distance(cell.U, cell.V, 0.5, 0.5) - 0.3) < 0.02;
        return border || disc ? new Rgba32(30, 30, 30) : hatch ? new Rgba32(70, 110, 170) : new Rgba32(250, 250, 248);
    }

    private static Rgba32 Abstract(double u, double v)
    {
        var a = Math.Sin((9 * u) + (4 * Math.Sin(6 * v)));
        var b = Math.Sin((7 * v) + (5 * Math.Cos(5 * u)));
        var c = Math.Sin(14 * Distance(u, v, 0.3, 0.7));
        return new Rgba32(Byte(0.5 + (0.5 * a)), Byte(0.5 + (0.35 * b) + (0.15 * c)), Byte(0.5 + (0.5 * c * a)));
    }

    private static double ValueNoise(double x, double y, int seed)
    {
        var (ix, iy) = ((int)x, (int)y);
        return Bilinear.Mix(
            Hash(ix, iy, seed), Hash(ix + 1, iy, seed), Hash(ix, iy + 1, seed), Hash(ix + 1, iy + 1, seed),
            Smooth(x - ix), Smooth(y - iy));
    }

    private static double Hash(int x, int y, int seed)
    {
        var h = ((uint)x * 374761393u) + ((uint)y * 668265263u) + ((uint)seed * 2246822519u);
        h = (h ^ (h >> 13)) * 1274126177u;
        return (h ^ (h >> 16)) / (double)uint.MaxValue;
    }

    private static double Distance(double u, double v, double cu, double cv) =>
        Math.Sqrt(((u - cu) * (u - cu)) + ((v - cv) * (v - cv)));

    private static double Smooth(double t) => t * t * (3 - (2 * t));

    private static byte Byte(double value) => (byte)Math.Clamp((value * 255) + 0.5, 0, 255);
}
