using System.Numerics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// The order in which the samples of a cell of one size are stored: those of an even coarse grid first, then the rest, so that the first
/// <see cref="CoarseCount"/> are a subsample spread over the whole cell. Coordinates are of sample centres from the cell's corner.
/// </summary>
internal sealed class BlockPattern : IDisposable
{
    /// <summary>Samples of a side that a coarse pass keeps at least.</summary>
    private const int CoarseSide = 4;

    private readonly PooledBuffer<float> _x;
    private readonly PooledBuffer<float> _y;

    public BlockPattern(int width, int height)
    {
        Width = width;
        Height = height;
        var step = Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Min(width, height) / CoarseSide) + 1) >> 1);
        Slot = new int[width * height];
        _x = new PooledBuffer<float>(Slot.Length + Superpixels.Padding, clear: true);
        _y = new PooledBuffer<float>(Slot.Length + Superpixels.Padding, clear: true);
        var next = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var coarse = x % step == step / 2 && y % step == step / 2;
                    if (coarse == (pass == 0))
                    {
                        Slot[(y * width) + x] = next;
                        _x.Span[next] = x + 0.5f;
                        _y.Span[next] = y + 0.5f;
                        next++;
                    }
                }
            }

            if (pass == 0)
            {
                CoarseCount = next;
            }
        }
    }

    /// <summary>Samples in a row of the cell.</summary>
    public int Width { get; }

    /// <summary>Rows of the cell.</summary>
    public int Height { get; }

    /// <summary>Samples of the cell.</summary>
    public int Count => Slot.Length;

    /// <summary>Samples of the coarse subsample, which come first.</summary>
    public int CoarseCount { get; }

    /// <summary>Place of the sample at (x, y), by y * Width + x.</summary>
    public int[] Slot { get; }

    /// <summary>Horizontal coordinates in stored order, followed by padding.</summary>
    public unsafe float* X => _x.Pointer;

    /// <summary>Vertical coordinates in stored order, followed by padding.</summary>
    public unsafe float* Y => _y.Pointer;

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
