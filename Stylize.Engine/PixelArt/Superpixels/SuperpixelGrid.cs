using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels, one per cell of the grid, as planes of floats. Each plane has a border of one empty cell on every side, so
/// that reading neighbors needs no bounds checks. Positions are in samples from the top left corner of the image, colors in CIE
/// Lab.</summary>
internal sealed unsafe class SuperpixelGrid : IDisposable
{
    /// <summary>Number of elements that may be read beyond the end of a plane: one 512-bit vector.</summary>
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
        CellColors = new Lab[width * height];
    }

    /// <summary>Returns weighted colors as a grid of one row, for which a palette is found.</summary>
    public static SuperpixelGrid OfColors(IReadOnlyList<(Lab Color, double Weight)> colors)
    {
        var grid = new SuperpixelGrid(colors.Count, 1);
        for (var i = 0; i < colors.Count; i++)
        {
            var at = grid.Index(i, 0);
            (grid.L[at], grid.A[at], grid.B[at]) = colors[i].Color;
            grid.Weight[at] = (float)colors[i].Weight;
        }

        return grid;
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Number of elements from one row to the next, including the border.</summary>
    public int Pitch { get; }

    /// <summary>Number of elements of a plane, including the border; a multiple of 16.</summary>
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

    /// <summary>P(s), not normalized: equals <see cref="Importance"/>, but 0 without samples and at the border.</summary>
    public float* Weight => Plane(8);

    /// <summary>Weight of the cell, 0 or more; 0 at the border.</summary>
    public float* Importance => Plane(9);

    public float* ScratchX => Plane(10);
    public float* ScratchY => Plane(11);

    /// <summary>Mean color of each cell's samples, row-major, whatever superpixel they belong to; L* is NaN without samples.</summary>
    public Lab[] CellColors { get; }

    /// <summary>Cells that keep the color of a thin line, row-major; empty for none.</summary>
    public bool[] Lines { get; set; } = [];

    public bool IsLine(int cellX, int cellY) => Lines.Length > 0 && Lines[(cellY * Width) + cellX];

    public int* PaletteIndex => _paletteIndices.Pointer;

    /// <summary>Returns the element of a cell in every plane. Columns -1 and Width and rows -1 and Height are the border.</summary>
    public int Index(int cellX, int cellY) => ((cellY + 1) * Pitch) + cellX + 1;

    /// <summary>Sets the weights of the superpixels, row-major.</summary>
    public void Weigh(ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var s = Index(i % Width, i / Width);
            Importance[s] = weights[i];
            Weight[s] = Weight[s] > 0 ? weights[i] : 0;
        }
    }

    /// <summary>Returns the moments of the superpixels' mean colors, weighted by P(s).</summary>
    /// <param name="paletteIndex">Includes only the superpixels of this palette color; null includes all.</param>
    public ColorMoments Moments(int? paletteIndex = null)
    {
        var moments = default(ColorMoments);
        for (var i = 0; i < Length; i++)
        {
            if (Weight[i] > 0 && (paletteIndex is null || PaletteIndex[i] == paletteIndex))
            {
                moments.Add(L[i], A[i], B[i], Weight[i]);
            }
        }

        return moments;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _paletteIndices.Dispose();
    }

    private float* Plane(int index) => _memory.Pointer + ((nint)index * _planeLength);
}
