using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels, one for each cell of the grid, as planes of floats. The planes have a border of one empty cell on every side,
/// so that code that reads neighbors needs no bounds check. Positions are in samples from the top left corner of the image, colors in CIE
/// Lab.</summary>
internal sealed unsafe class SuperpixelGrid : IDisposable
{
    /// <summary>Elements that may be read beyond the end of any plane: one 512-bit vector.</summary>
    public const int Padding = CellLayout.Padding;

    private const int Planes = 12;
    private readonly PooledBuffer<float> _memory;
    private readonly PooledBuffer<int> _paletteIndices;
    private readonly int _planeLength;

    public SuperpixelGrid(int width, int height)
    {
        (Width, Height) = (width, height);
        Pitch = width + 2;
        Length = (Pitch * (height + 2) + Padding - 1) / Padding * Padding;
        _planeLength = Length + Padding;
        _memory = new PooledBuffer<float>(Planes * _planeLength, clear: true);
        _paletteIndices = new PooledBuffer<int>(_planeLength, clear: true);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Elements from one row to the next, the border included.</summary>
    public int Pitch { get; }

    /// <summary>Elements of a plane, the border included; a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>Horizontal position, in samples.</summary>
    public float* X => Plane(0);

    /// <summary>Vertical position, in samples.</summary>
    public float* Y => Plane(1);

    /// <summary>L* of the mean color of the superpixel's samples, after the bilateral filter.</summary>
    public float* L => Plane(2);

    public float* A => Plane(3);
    public float* B => Plane(4);
    public float* PaletteL => Plane(5);
    public float* PaletteA => Plane(6);
    public float* PaletteB => Plane(7);

    /// <summary>P(s), not normalized: <see cref="Importance"/>; 0 without samples and at the border.</summary>
    public float* Weight => Plane(8);

    /// <summary>Weight of the cell in the importance map, 0 or more; 0 at the border.</summary>
    public float* Importance => Plane(9);

    public float* ScratchX => Plane(10);
    public float* ScratchY => Plane(11);
    public int* PaletteIndex => _paletteIndices.Pointer;

    /// <summary>Element of a cell in every plane. Columns -1 and Width and rows -1 and Height are the border.</summary>
    public int Index(int cellX, int cellY) => ((cellY + 1) * Pitch) + cellX + 1;

    public void Dispose()
    {
        _memory.Dispose();
        _paletteIndices.Dispose();
    }

    private float* Plane(int index) => _memory.Pointer + ((nint)index * _planeLength);
}
