using Stylize.Engine.Gaussians.Initialization;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// The target image in columns of <see cref="FitLanes.Count"/> pixels, so that a Gaussian touches few memory pages.
/// Eight pixels of a row have a vector per channel, and the weights of their squared differences.
/// </summary>
internal sealed unsafe class FitTarget : ISampleRows, IDisposable
{
    private readonly PooledBuffer<float> _buffer;

    /// <param name="channels">1 (gray), 3 (RGB) or 4 (premultiplied RGB, alpha).</param>
    public FitTarget(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3 or 4))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Channels must be 1, 3 or 4.");
        }
        Width = width;
        Height = height;
        Channels = channels;
        Columns = (width + FitLanes.Count - 1) / FitLanes.Count;
        _buffer = new PooledBuffer<float>(checked(Columns * height * (channels + 1) * FitLanes.Count), clear: true);
        for (var at = channels * FitLanes.Count; at < _buffer.Length; at += (channels + 1) * FitLanes.Count)
        {
            _buffer.Span.Slice(at, FitLanes.Count).Fill(1);
        }
    }

    public int Width { get; }
    public int Height { get; }
    public int Channels { get; }
    public bool HasAlpha => Channels == 4;

    /// <summary>Number of columns of eight pixels. The last may extend beyond the image.</summary>
    public int Columns { get; }

    /// <summary>Color of pixels without Gaussians, one sample per channel.</summary>
    public float[] Background { get; } = new float[4];

    public ref float this[int channel, int x, int y] =>
        ref Block(x / FitLanes.Count, y)[(channel * FitLanes.Count) + (x % FitLanes.Count)];

    public ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch)
    {
        var row = scratch[..Width];
        for (var x = 0; x < Width; x += FitLanes.Count)
        {
            var part = row[x..Math.Min(Width, x + FitLanes.Count)];
            new ReadOnlySpan<float>(
                Block(x / FitLanes.Count, y) + (channel * FitLanes.Count), part.Length).CopyTo(part);
        }

        return row;
    }

    public void SetRow(int channel, int y, ReadOnlySpan<float> samples)
    {
        for (var x = 0; x < samples.Length; x += FitLanes.Count)
        {
            var part = samples[x..Math.Min(samples.Length, x + FitLanes.Count)];
            part.CopyTo(new Span<float>(Block(x / FitLanes.Count, y) + (channel * FitLanes.Count), part.Length));
        }
    }

    /// <summary>Copies a sample of the pixels. The caller owns the result.</summary>
    public FitTarget Sample(FitSample sample, RowTeam team)
    {
        var width = (Width - sample.Left + sample.Step - 1) / sample.Step;
        var height = (Height - sample.Top + sample.Step - 1) / sample.Step;
        var target = new FitTarget(width, height, Channels);
        Background.CopyTo(target.Background, 0);
        team.ForEach(target.Columns, column => target.TakeColumn(column, this, sample));
        return target;
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Returns eight samples per channel of row <paramref name="y"/>, then eight weights. The next row
    /// follows.</summary>
    internal float* Block(int column, int y) =>
        _buffer.Pointer + ((((nint)column * Height) + y) * (Channels + 1) * FitLanes.Count);

    /// <summary>Copies a column of eight pixels of a sample, which come from several columns of the whole
    /// target.</summary>
    private void TakeColumn(int column, FitTarget whole, FitSample sample)
    {
        var part = FitLanes.Count / sample.Step;
        var sources = Math.Min(sample.Step, whole.Columns - (sample.Step * column));
        for (var y = 0; y < Height; y++)
        {
            for (var k = 0; k < sources; k++)
            {
                var from = whole.Block((sample.Step * column) + k, sample.Top + (sample.Step * y)) + sample.Left;
                var to = Block(column, y) + (k * part);
                for (var channel = 0; channel <= Channels; channel++, from += FitLanes.Count, to += FitLanes.Count)
                {
                    for (var x = 0; x < part; x++)
                    {
                        to[x] = from[sample.Step * x];
                    }
                }
            }
        }
    }
}

/// <summary>A rectangle of pixels of the image.</summary>
internal readonly record struct FitTile(int Left, int Top, int Width, int Height)
{
    /// <summary>Returns the rectangle with a margin, clipped to an image of the given size.</summary>
    public FitTile Grow(int margin, int width, int height)
    {
        var (left, top) = (Math.Max(0, Left - margin), Math.Max(0, Top - margin));
        return new(
            left, top, Math.Min(width, Left + Width + margin) - left, Math.Min(height, Top + Height + margin) - top);
    }

    /// <summary>Returns true if the rectangle contains a point. Pixel centers have integer coordinates.</summary>
    public bool Contains(float x, float y) =>
        x >= Left - .5f && x < Left + Width - .5f && y >= Top - .5f && y < Top + Height - .5f;

    /// <summary>Returns true if a box around a point overlaps the rectangle.</summary>
    public bool Touches(float x, float y, float reachX, float reachY) =>
        x + reachX >= Left && x - reachX < Left + Width && y + reachY >= Top && y - reachY < Top + Height;

    /// <summary>Counts the centers inside the rectangle.</summary>
    /// <param name="parameters">Parameters in pixels of <paramref name="area"/>.</param>
    public unsafe int Count(FitParameters parameters, in FitTile area)
    {
        var number = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            number += Contains(parameters.X[i] + area.Left, parameters.Y[i] + area.Top) ? 1 : 0;
        }

        return number;
    }

    /// <summary>Divides an image into rectangles of about equal size.</summary>
    public static FitTile[] Split(int width, int height, int side)
    {
        var (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side);
        var tiles = new FitTile[columns * rows];
        for (var t = 0; t < tiles.Length; t++)
        {
            var (row, column) = Math.DivRem(t, columns);
            var (left, right) = ((int)((long)width * column / columns), (int)((long)width * (column + 1) / columns));
            var (top, bottom) = ((int)((long)height * row / rows), (int)((long)height * (row + 1) / rows));
            tiles[t] = new FitTile(left, top, right - left, bottom - top);
        }

        return tiles;
    }
}
