using System.Numerics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Samples;

/// <summary>The order in which the samples of a cell of one size are stored. Samples on an even coarse grid come first, then the others, so
/// that the first <see cref="CoarseCount"/> samples are a subsample spread over the whole cell. Coordinates are those of sample centers,
/// measured from the cell's top left corner.</summary>
internal sealed class CellLayout : IDisposable
{
    /// <summary>Floats that may be read beyond the end of a plane of samples: one 512-bit vector.</summary>
    public const int Padding = 16;

    /// <summary>The coarse subsample keeps at least this many samples along each side of the cell.</summary>
    private const int MinCoarseSide = 4;

    private readonly PooledBuffer<float> _x, _y;

    public CellLayout(int width, int height)
    {
        (Width, Height) = (width, height);

        // The largest power of two that leaves MinCoarseSide samples along the shorter side.
        var step = Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Min(width, height) / MinCoarseSide) + 1) >> 1);
        Slots = new int[width * height];
        _x = new PooledBuffer<float>(Slots.Length + Padding, clear: true);
        _y = new PooledBuffer<float>(Slots.Length + Padding, clear: true);
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
                        Slots[(y * width) + x] = next;
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

    public int Width { get; }
    public int Height { get; }
    public int Count => Slots.Length;

    /// <summary>Number of samples of the coarse subsample, which are stored first.</summary>
    public int CoarseCount { get; }

    /// <summary>Index in stored order of the sample at (x, y), at element y * Width + x.</summary>
    public int[] Slots { get; }

    /// <summary>Horizontal coordinates in stored order, followed by <see cref="Padding"/> floats.</summary>
    public unsafe float* X => _x.Pointer;

    /// <summary>Vertical coordinates in stored order, followed by <see cref="Padding"/> floats.</summary>
    public unsafe float* Y => _y.Pointer;

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
