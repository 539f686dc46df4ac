using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>The photograph's mean color in each cell, and its contrast across the cell.</summary>
internal sealed class CellTones(int width, int height)
{
    /// <summary>Contrast across a cell, in Lab units, from which it is an edge.</summary>
    private const float EdgeContrast = 30;

    private readonly LinearColor[] _linear = new LinearColor[width * height];
    private readonly Lab[] _lab = new Lab[width * height];
    private readonly bool[] _hasTone = new bool[width * height];

    public int Width => width;
    public int Height => height;

    public LinearColor Linear(int cell) => _linear[cell];

    public Lab Color(int cell) => _lab[cell];

    /// <summary>False if every sample of the cell is transparent.</summary>
    public bool HasTone(int cell) => _hasTone[cell];

    /// <param name="chroma">The weight of chroma in the samples.</param>
    public static CellTones Measure(CellSamples samples, ChromaWeight chroma, float saturation, RowTeam team)
    {
        var tones = new CellTones(samples.Columns.Cells, samples.Rows.Cells);
        team.ForEach(tones.Height, cellY =>
        {
            for (var cellX = 0; cellX < tones.Width; cellX++)
            {
                var (sum, count) = Sum(samples, chroma, cellX, cellY);
                if (count > 0)
                {
                    tones.Set((cellY * tones.Width) + cellX, sum * (1f / count), saturation);
                }
            }
        });
        return tones;
    }

    /// <summary>Returns 1 for a cell without contrast across it, down to 0 for an edge.</summary>
    /// <remarks>The contrast is the largest difference of two cells on opposite sides, or 1.5 times that of a neighbor
    /// and the cell. Cells outside or without a tone count as the cell itself.</remarks>
    public float Smoothness(int cellX, int cellY)
    {
        var own = _lab[(cellY * Width) + cellX];
        var contrast = Math.Max(Math.Max(Across(1, 0), Across(0, 1)), Math.Max(Across(1, 1), Across(1, -1)));
        return Math.Max(0, 1 - (contrast / EdgeContrast));

        float Across(int dx, int dy)
        {
            var (one, other) = (Near(cellX, cellY, -dx, -dy), Near(cellX, cellY, dx, dy));
            return Math.Max(
                Lab.Distance(one, other), 1.5f * Math.Max(Lab.Distance(own, one), Lab.Distance(own, other)));
        }
    }

    private static unsafe (LinearColor Sum, int Count) Sum(
        CellSamples samples, ChromaWeight chroma, int cellX, int cellY)
    {
        var lanes = Vector<float>.Count;
        Span<float> red = stackalloc float[lanes], green = stackalloc float[lanes], blue = stackalloc float[lanes];
        var (sum, count) = (default(LinearColor), 0);
        var weight = new Vector<float>(chroma.Value);
        var start = samples.Start(cellX, cellY);
        var end = start + samples.Layout(cellX, cellY).Count;
        for (var i = start; i < end; i += lanes)
        {
            // Planes are padded with a vector.
            LabConversion.ToLinear(
                Vector.Load(samples.L + i), Vector.Load(samples.A + i) / weight, Vector.Load(samples.B + i) / weight,
                out var r, out var g, out var b);
            r.CopyTo(red);
            g.CopyTo(green);
            b.CopyTo(blue);
            for (var lane = 0; lane < lanes && i + lane < end; lane++)
            {
                if (!float.IsNaN(samples.L[i + lane]))
                {
                    sum += new LinearColor(red[lane], green[lane], blue[lane]);
                    count++;
                }
            }
        }

        return (sum, count);
    }

    private Lab Near(int cellX, int cellY, int dx, int dy)
    {
        var (x, y) = (Math.Clamp(cellX + dx, 0, Width - 1), Math.Clamp(cellY + dy, 0, Height - 1));
        var cell = (y * Width) + x;
        return _lab[_hasTone[cell] ? cell : (cellY * Width) + cellX];
    }

    private void Set(int cell, LinearColor mean, float saturation)
    {
        var lab = mean.ToLab().Saturate(saturation);
        (_linear[cell], _lab[cell], _hasTone[cell]) = (saturation == 1 ? mean : LinearColor.FromLab(lab), lab, true);
    }
}

/// <summary>A color in linear sRGB, in which colors mix additively.</summary>
internal readonly record struct LinearColor(float R, float G, float B)
{
    /// <summary>Converts a Lab color. The outcome may be outside sRGB.</summary>
    public static LinearColor FromLab(Lab color)
    {
        LabConversion.ToLinear(new Vector<float>(color.L), new(color.A), new(color.B), out var r, out var g, out var b);
        return new LinearColor(r[0], g[0], b[0]);
    }

    /// <summary>Converts to Lab. Negative channels count as 0.</summary>
    public Lab ToLab()
    {
        LabConversion.FromLinear(
            new Vector<float>(Math.Max(R, 0)), new(Math.Max(G, 0)), new(Math.Max(B, 0)), out var l,
            out var a, out var b);
        return new Lab(l[0], a[0], b[0]);
    }

    /// <summary>Returns the color in encoded sRGB, in which a reduced copy of a picture is averaged. Channels outside 0
    /// to 1 are clamped.
    /// </summary>
    public LinearColor Encode() => new(Srgb.FromLinear(R), Srgb.FromLinear(G), Srgb.FromLinear(B));

    /// <summary>Returns the linear color of an encoded one. Channels outside 0 to 1 are clamped.</summary>
    public LinearColor Decode() => new(Srgb.ToLinear(R), Srgb.ToLinear(G), Srgb.ToLinear(B));

    public float Dot(LinearColor other) => (R * other.R) + (G * other.G) + (B * other.B);

    public LinearColor InRange() => new(Math.Clamp(R, 0, 1), Math.Clamp(G, 0, 1), Math.Clamp(B, 0, 1));

    public static LinearColor operator +(LinearColor x, LinearColor y) => new(x.R + y.R, x.G + y.G, x.B + y.B);
    public static LinearColor operator -(LinearColor x, LinearColor y) => new(x.R - y.R, x.G - y.G, x.B - y.B);
    public static LinearColor operator *(LinearColor x, float factor) => new(x.R * factor, x.G * factor, x.B * factor);
}
