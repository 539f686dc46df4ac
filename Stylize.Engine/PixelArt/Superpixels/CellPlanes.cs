using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The colors of the cells of a grid in CIE Lab, with their weights and palette indices, as planes. Each plane
/// has a border of one empty cell on every side, so that reading neighbors needs no bounds checks. In the published
/// method, each cell has a superpixel, whose color this is.</summary>
internal sealed unsafe class CellPlanes : IDisposable
{
    /// <summary>Approximate maximum number of cells for which a palette is found.</summary>
    private const int MaxListed = 8192;

    private const int Planes = 4;
    private readonly PooledBuffer<float> _memory;
    private readonly PooledBuffer<int> _paletteIndices;
    private readonly int _planeLength;

    public CellPlanes(int width, int height)
    {
        (Width, Height) = (width, height);
        Pitch = width + 2;
        Length = (Pitch * (height + 2) + CellLayout.Padding - 1) / CellLayout.Padding * CellLayout.Padding;
        _planeLength = Length + CellLayout.Padding;
        _memory = new PooledBuffer<float>(Planes * _planeLength, clear: true);
        _paletteIndices = new PooledBuffer<int>(_planeLength, clear: true);
        (CellColors, ChangeCost) = (new Lab[width * height], new float[width * height]);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Number of elements from one row to the next, including the border.</summary>
    public int Pitch { get; }

    /// <summary>Number of elements of a plane, including the border; a multiple of 16.</summary>
    public int Length { get; }

    public float* L => Plane(0);
    public float* A => Plane(1);
    public float* B => Plane(2);

    /// <summary>P(s), not normalized; 0 without samples and at the border.</summary>
    public float* Weight => Plane(3);

    /// <summary>Mean color of each cell's samples, row-major, whatever superpixel they belong to; L* is NaN without
    /// samples.</summary>
    public Lab[] CellColors { get; }

    /// <summary>The cost of another color than that of the previous frame for each cell, row-major; infinite for cells
    /// that keep it.</summary>
    public float[] ChangeCost { get; }

    public int* PaletteIndex => _paletteIndices.Pointer;

    /// <summary>Returns the share of the cells that differ visibly from the mean of those with their palette
    /// index.</summary>
    public double Varied()
    {
        var groups = CellColors.Index().Where(cell => !float.IsNaN(cell.Item.L))
            .ToLookup(cell => PaletteIndex[Index(cell.Index % Width, cell.Index / Width)], cell => cell.Item);
        return groups.Sum(Differing) / Math.Max(1.0, groups.Sum(same => same.Count()));

        static int Differing(IEnumerable<Lab> colors)
        {
            var mean = colors.Aggregate((sum, color) => sum + color) / colors.Count();
            return colors.Count(color => Lab.Distance(color, mean) > Lab.JustNoticeable);
        }
    }

    /// <summary>Returns weighted colors as a grid of one row, for which a palette is found.</summary>
    public static CellPlanes OfColors(IReadOnlyList<(Lab Color, double Weight)> colors)
    {
        var grid = new CellPlanes(colors.Count, 1);
        for (var i = 0; i < colors.Count; i++)
        {
            grid.Set(grid.Index(i, 0), colors[i].Color, (float)colors[i].Weight);
        }

        return grid;
    }

    /// <summary>Returns the mean colors of cells, weighted by their opacity.</summary>
    public static CellPlanes OfSamples(CellSamples samples)
    {
        var grid = new CellPlanes(samples.Columns.Cells, samples.Rows.Cells);
        for (var cell = 0; cell < grid.CellColors.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            var mean = grid.CellColors[cell] = samples.Mean(x, y);
            if (!float.IsNaN(mean.L))
            {
                grid.Set(grid.Index(x, y), mean, samples.Opacity[cell]);
            }
        }

        return grid;
    }

    /// <summary>Returns the mean colors of up to about 8,192 evenly spread cells that have one.</summary>
    /// <param name="weights">Weights of the cells, row-major; null for equal weights.</param>
    /// <param name="stride">Uses every n-th of the rows and columns of these cells.</param>
    public List<(Lab Color, double Weight)> Spread(float[]? weights, int stride = 1)
    {
        var colors = new List<(Lab, double)>();
        var step = stride * stride * (((CellColors.Length - 1) / MaxListed) + 1);
        for (var cell = 0; cell < CellColors.Length; cell += step)
        {
            if (!float.IsNaN(CellColors[cell].L))
            {
                colors.Add((CellColors[cell], weights?[cell] ?? 1));
            }
        }

        return colors;
    }

    /// <summary>Returns the element of a cell in every plane. Columns -1 and Width and rows -1 and Height are the
    /// border.</summary>
    public int Index(int cellX, int cellY) => ((cellY + 1) * Pitch) + cellX + 1;

    public Lab Color(int element) => new(L[element], A[element], B[element]);

    public void Set(int element, Lab color, float weight) =>
        (L[element], A[element], B[element], Weight[element]) = (color.L, color.A, color.B, weight);

    /// <summary>Gives each cell the color of flat art that most of its samples have, so that edges have no colors
    /// between those of both sides.</summary>
    public void TakeMost(CellSamples samples, IReadOnlyList<Lab> colors)
    {
        var search = new ColorSearch(colors);
        int[] most = [.. CellColors.Select((mean, cell) => float.IsNaN(mean.L) ? -1
            : samples.Most(cell % Width, cell / Width, colors.Count, search, Surroundings(cell)))];
        SlimRuns.Decide(most, Width, (cell, label, other) =>
        {
            var step = colors[label] - colors[other];
            return Lab.Dot(CellColors[cell] - colors[other], step) / Lab.Dot(step, step);
        });
        for (var cell = 0; cell < most.Length; cell++)
        {
            if (most[cell] < 0) continue;

            CellColors[cell] = colors[most[cell]];
            var i = Index(cell % Width, cell / Width);
            Set(i, CellColors[cell], Weight[i]);
        }
    }

    /// <summary>Returns the weighted mean color of a cell and its neighbors, without empty cells.</summary>
    /// <param name="reach">Distance of the farthest neighbors along both axes, in cells.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Lab Surroundings(int cell, int reach = 1)
    {
        var (cellY, cellX) = Math.DivRem(cell, Width);
        var (left, right) = (Math.Max(cellX - reach, 0), Math.Min(cellX + reach, Width - 1));
        var sum = default(Vector4);
        for (var y = Math.Max(cellY - reach, 0); y <= Math.Min(cellY + reach, Height - 1); y++)
        {
            var weight = Weight + Index(left, y);
            foreach (var color in CellColors.AsSpan((y * Width) + left, right - left + 1))
            {
                sum += float.IsNaN(color.L) ? default : *weight * new Vector4(color.L, color.A, color.B, 1);
                weight++;
            }
        }

        return new Lab(sum.X, sum.Y, sum.Z) / sum.W;
    }

    /// <summary>Gives each cell the palette color nearest to its own.</summary>
    public void TakeNearest(IReadOnlyList<Lab> palette) =>
        new ColorSearch(palette).NearestOfEach(L, A, B, Length, PaletteIndex);

    /// <summary>Returns the moments of the colors, weighted by P(s).</summary>
    /// <param name="paletteIndex">Includes only the cells of this palette color; null includes all.</param>
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
