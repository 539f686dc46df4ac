namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>The means of the square blocks of an image, computed row by row on each use to save memory.</summary>
/// <param name="side">Side of a block; blocks at the right and lower border may be smaller.</param>
internal sealed class BlockMeans(Raster<ushort> image, int side)
{
    private readonly uint[] _columns = new uint[image.Width];

    public int Width => (image.Width + side - 1) / side;
    public int Height => (image.Height + side - 1) / side;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Read(int y, Span<float> means)
    {
        if (side == 1)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(image.Row(y), means);
            return;
        }

        var rows = Math.Min(side, image.Height - (y * side));
        Array.Clear(_columns);
        for (var row = 0; row < rows; row++)
        {
            Add(image.Row((y * side) + row));
        }

        for (var x = 0; x < means.Length; x++)
        {
            var (first, end) = (x * side, Math.Min((x + 1) * side, _columns.Length));
            var sum = 0u;
            for (var column = first; column < end; column++)
            {
                sum += _columns[column];
            }

            means[x] = sum / (float)(rows * (end - first));
        }
    }

    public Raster<float> Smooth(double sigma)
    {
        var image = Raster<float>.Packed(Width, Height);
        Smooth(sigma, image);
        return image;
    }

    public void Smooth(double sigma, Raster<float> image) => Smooth(sigma, (y, row) => row.CopyTo(image.Row(y)));

    public void Smooth(double sigma, Action<int, Span<float>> write) => GaussianBlur.Smooth(Width, Height, sigma, Read, write);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<ushort> samples)
    {
        var x = 0;
        for (; x <= samples.Length - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(samples[x..]), out var left, out var right);
            var first = _columns.AsSpan(x);
            var second = _columns.AsSpan(x + Vector<uint>.Count);
            (new Vector<uint>(first) + left).CopyTo(first);
            (new Vector<uint>(second) + right).CopyTo(second);
        }

        for (; x < samples.Length; x++)
        {
            _columns[x] += samples[x];
        }
    }
}
