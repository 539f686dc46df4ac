using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// The sums of one tile, in blocks of two rows by eight columns: the sixteen sums of a channel, those of the next, and so on. Blocks below
/// each other are neighbors in memory. So what is read and added to next is a vector that was written as such, whatever Gaussian it was
/// for, and the sums of a Gaussian's surroundings are few cache lines.
/// </summary>
internal sealed unsafe class TileBuffer : IDisposable
{
    public const int BlockColumns = 1 << BlockColumnBits;
    public const int BlockColumnBits = 3;

    /// <summary>Samples of a block, and floats from one of its channels to the next.</summary>
    public const int BlockSamples = 2 * BlockColumns;

    private readonly PooledBuffer<float> _buffer;

    public TileBuffer(int width, int height, int channels)
    {
        Channels = channels;
        PairStride = channels * BlockSamples;

        // A block more than there are, so that the columns' first blocks are not at the same place of every page.
        ColumnStride = PairStride * (((height + 1) / 2) + 1);
        _buffer = new PooledBuffer<float>(checked(ColumnStride * ((width + BlockColumns - 1) / BlockColumns)), clear: true);
    }

    /// <summary>Floats from a block to the one on its right.</summary>
    public int ColumnStride { get; }

    /// <summary>Floats from a block to the one below it.</summary>
    public int PairStride { get; }

    /// <summary>Sums a sample.</summary>
    public int Channels { get; }

    public float* Origin => _buffer.Pointer;

    /// <summary>One row of samples of a channel within a block.</summary>
    public float* Run(int column, int y, int channel) =>
        Origin + ((nint)column * ColumnStride) + (y / 2 * (nint)PairStride) + (channel * BlockSamples) + (y % 2 * BlockColumns);

    /// <summary>Copies a row, the channels <paramref name="stride"/> floats apart.</summary>
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
