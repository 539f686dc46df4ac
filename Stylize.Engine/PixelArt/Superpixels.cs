using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// The superpixels, one for each cell, as planes of floats with a border of one empty cell on every side, so that neighbours need no test.
/// Positions are in samples from the top left corner of the image, colours in CIE Lab.
/// </summary>
internal sealed unsafe class Superpixels : IDisposable
{
    /// <summary>Floats that may be read beyond the end of any plane: one 512-bit vector.</summary>
    public const int Padding = 16;

    private const int Planes = 12;
    private readonly PooledBuffer<float> _memory;
    private readonly PooledBuffer<int> _colors;
    private readonly int _planeLength;

    public Superpixels(int width, int height)
    {
        Width = width;
        Height = height;
        Pitch = width + 2;
        Length = (Pitch * (height + 2) + Padding - 1) / Padding * Padding;
        _planeLength = Length + Padding;
        _memory = new PooledBuffer<float>(Planes * _planeLength, clear: true);
        _colors = new PooledBuffer<int>(_planeLength, clear: true);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Elements from one row to the next.</summary>
    public int Pitch { get; }

    /// <summary>Elements of a plane, the border included; a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>Position, in samples.</summary>
    public float* X => Plane(0);

    public float* Y => Plane(1);

    /// <summary>Mean colour of the samples that belong to the superpixel, smoothed.</summary>
    public float* L => Plane(2);

    public float* A => Plane(3);

    public float* B => Plane(4);

    /// <summary>Colour of the palette that it shows.</summary>
    public float* PaletteL => Plane(5);

    public float* PaletteA => Plane(6);

    public float* PaletteB => Plane(7);

    /// <summary>Prior probability P(s); the border and superpixels without samples have 0.</summary>
    public float* Weight => Plane(8);

    /// <summary>How much the superpixel counts by the importance map, before normalisation; 0 at the border.</summary>
    public float* Importance => Plane(9);

    /// <summary>Two planes for intermediate results.</summary>
    public float* ScratchX => Plane(10);

    public float* ScratchY => Plane(11);

    /// <summary>Index of the palette colour that it shows.</summary>
    public int* Color => _colors.Pointer;

    /// <summary>Element of a cell; cells -1 and Width, -1 and Height are the border.</summary>
    public int Index(int cellX, int cellY) => ((cellY + 1) * Pitch) + cellX + 1;

    public void Dispose()
    {
        _memory.Dispose();
        _colors.Dispose();
    }

    private float* Plane(int index) => _memory.Pointer + ((nint)index * _planeLength);
}
