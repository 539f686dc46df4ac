namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// The sums of a tile in blocks of two rows by eight columns: sixteen sums per channel, channel by channel. Vertically adjacent blocks are
/// adjacent in memory. Reads match the vectors written before, and the surroundings of a Gaussian occupy few cache lines.
/// </summary>
internal sealed unsafe class TileBuffer : IDisposable
{
    public const int BlockColumns = 1 << BlockColumnBits;
    public const int BlockColumnBits = 3;

    /// <summary>Samples per block, and floats from one channel to the next.</summary>
    public const int BlockSamples = 2 * BlockColumns;

    private readonly PooledBuffer<float> _buffer;

    public TileBuffer(int width, int height, int channels)
    {
        Channels = channels;
        PairStride = channels * BlockSamples;

        // One additional block, so that columns do not start at the same offset of a memory page.
        ColumnStride = PairStride * (((height + 1) / 2) + 1);
        _buffer = new PooledBuffer<float>(checked(ColumnStride * ((width + BlockColumns - 1) / BlockColumns)), clear: true);
    }

    /// <summary>Floats from a block to the block to its right.</summary>
    public int ColumnStride { get; }

    /// <summary>Floats from a block to the block below.</summary>
    public int PairStride { get; }

    /// <summary>Sums per sample.</summary>
    public int Channels { get; }

    public float* Origin => _buffer.Pointer;

    /// <summary>Returns one row of samples of a channel in a block.</summary>
    public float* Run(int column, int y, int channel) =>
        Origin + ((nint)column * ColumnStride) + (y / 2 * (nint)PairStride) + (channel * BlockSamples) + (y % 2 * BlockColumns);

    /// <summary>Copies a row, with channels <paramref name="stride"/> floats apart.</summary>
    public void CopyRow(int y, int width, float* target, nint stride)
    {
        for (var channel = 0; channel < Channels; channel++, target += stride)
        {
            var run = Run(0, y, channel);
            for (var x = 0; x < width; x += BlockColumns, run += ColumnStride)
            {
                Vector256.Load(run).Store(target + x);
            }
        }
    }

    public void Dispose() => _buffer.Dispose();
}
