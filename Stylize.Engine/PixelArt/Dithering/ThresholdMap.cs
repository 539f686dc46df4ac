namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>A square of thresholds (rank + 1/2) / side^2, each rank once, which is repeated over the grid.</summary>
internal sealed class ThresholdMap(int side, IReadOnlyList<int> ranks)
{
    private static readonly ConcurrentDictionary<int, ThresholdMap> BlueNoises = new();
    private readonly float[] _thresholds = [.. ranks.Select(rank => (rank + 0.5f) / (side * side))];

    public int Side { get; } = side;

    /// <summary>Returns the threshold of a cell, above 0 and below 1.</summary>
    public float At(int cellX, int cellY) => _thresholds[(cellY % Side * Side) + (cellX % Side)];

    /// <summary>Returns the matrix of Bayer, "An optimum method for two-level rendition of continuous-tone pictures"
    /// (1973): M(2n) = [4M, 4M + 2; 4M + 3, 4M + 1].</summary>
    /// <param name="side">A power of two.</param>
    public static ThresholdMap Bayer(int side)
    {
        var ranks = new int[side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var rank = 0;
                for (var bit = 1; bit < side; bit <<= 1)
                {
                    var (right, below) = ((x & bit) != 0, (y & bit) != 0);
                    rank = (4 * rank) + (right == below ? (right ? 1 : 0) : right ? 2 : 3);
                }

                ranks[(y * side) + x] = rank;
            }
        }

        return new ThresholdMap(side, ranks);
    }

    /// <summary>Returns blue noise by void and cluster (Ulichney, "The void-and-cluster method for dither array
    /// generation", 1993).</summary>
    /// <param name="side">Number of cells along a side.</param>
    public static ThresholdMap BlueNoise(int side) =>
        BlueNoises.GetOrAdd(side, static s => new ThresholdMap(s, new VoidAndCluster(s).Rank()));
}

/// <summary>Ranks the cells of a torus so that the cells below any rank are evenly spaced (Ulichney 1993). Points are
/// blurred by a Gaussian. The tightest cluster is the point with the greatest sum; the largest void is the empty cell
/// with the smallest sum.</summary>
/// <param name="side">Number of cells along a side, 2 or more.</param>
internal sealed class VoidAndCluster(int side)
{
    /// <summary>Sigma of the Gaussian, in cells, as in Ulichney's paper.</summary>
    private const double Sigma = 1.5;

    private readonly double[] _blur = Blur(side);
    private readonly double[] _energy = new double[side * side];
    private readonly bool[] _isPoint = new bool[side * side];

    /// <summary>Returns the ranks of the cells, row by row: each of 0 to side^2 - 1 once.</summary>
    public int[] Rank()
    {
        var cells = side * side;
        var ranks = new int[cells];

        // An even initial pattern of 10% of the cells: points fill the largest voids, then move from cluster to void
        // until none moves.
        var points = Math.Max(1, cells / 10);
        for (var i = 0; i < points; i++)
        {
            ToggleExtreme(ofPoints: false);
        }

        for (var move = 0; move < cells; move++)
        {
            if (ToggleExtreme(ofPoints: true) == ToggleExtreme(ofPoints: false)) break;
        }

        var (energy, isPoint) = ((double[])_energy.Clone(), (bool[])_isPoint.Clone());
        for (var rank = points - 1; rank >= 0; rank--)
        {
            ranks[ToggleExtreme(ofPoints: true)] = rank;
        }

        energy.CopyTo(_energy, 0);
        isPoint.CopyTo(_isPoint, 0);
        for (var rank = points; rank < cells; rank++)
        {
            ranks[ToggleExtreme(ofPoints: false)] = rank;
        }

        return ranks;
    }

    /// <summary>Returns the Gaussian around cell 0 of the torus.</summary>
    private static double[] Blur(int side)
    {
        var blur = new double[side * side];
        for (var i = 0; i < blur.Length; i++)
        {
            var (x, y) = (Math.Min(i % side, side - (i % side)), Math.Min(i / side, side - (i / side)));
            blur[i] = PortableMath.Exp(-((x * x) + (y * y)) / (2 * Sigma * Sigma));
        }

        return blur;
    }

    /// <summary>Removes the point of the tightest cluster, or adds a point in the largest void. Returns the
    /// cell.</summary>
    private int ToggleExtreme(bool ofPoints)
    {
        var cell = Extreme(ofPoints);
        _isPoint[cell] = !_isPoint[cell];
        var sign = _isPoint[cell] ? 1 : -1;
        var (x, y) = (cell % side, cell / side);
        for (var row = 0; row < side; row++)
        {
            var from = (row - y + side) % side * side;
            for (var column = 0; column < side; column++)
            {
                _energy[(row * side) + column] += sign * _blur[from + ((column - x + side) % side)];
            }
        }

        return cell;
    }

    /// <summary>Returns the point of greatest energy, or the empty cell of least energy. Ties are broken in a fixed
    /// pseudorandom order.</summary>
    private int Extreme(bool ofPoints)
    {
        var best = -1;
        var min = double.MaxValue;
        for (var i = 0; i < _energy.Length; i++)
        {
            // An odd multiplier visits each of a power of two cells once, in an irregular order.
            var cell = (int)((i * 2654435761L) % _energy.Length);
            var energy = ofPoints ? -_energy[cell] : _energy[cell];
            if (_isPoint[cell] == ofPoints && energy < min - 1e-9)
            {
                (best, min) = (cell, energy);
            }
        }

        return best;
    }
}
