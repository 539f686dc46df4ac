using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>What each cell adds to the sums of each of its Gaussians; see <see cref="FitItem.Slot"/>.</summary>
internal sealed unsafe class FitSlots : IDisposable
{
    /// <summary>Floats of a slot.</summary>
    private const int Length = 12;

    private PooledBuffer<float> _buffer = new(0);

    /// <summary>The floats of a slot.</summary>
    public float* this[int slot] => _buffer.Pointer + ((nint)slot * Length);

    /// <summary>Makes room for a number of slots and some more; their contents are undefined.</summary>
    public void MakeRoom(int slots)
    {
        if (_buffer.Length < slots * Length)
        {
            _buffer.Dispose();
            _buffer = new PooledBuffer<float>(checked((slots + (slots / 8)) * Length));
        }
    }

    public void Dispose() => _buffer.Dispose();
}

/// <summary>A Gaussian in a cell.</summary>
/// <param name="Index">Index of the Gaussian.</param>
/// <param name="Slot">Where what this cell adds to its gradient, or to its cost, is kept.</param>
internal readonly record struct FitItem(int Index, int Slot);
