using System.Collections.Concurrent;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>A square of thresholds that is repeated over the grid: each value of (rank + 1/2) / side^2 stands in it once.</summary>
internal sealed class ThresholdMap
{
    private static readonly ConcurrentDictionary<int, ThresholdMap> BlueNoises = new();
    private readonly float[] _thresholds;

    private ThresholdMap(int side, IReadOnlyList<int> ranks)
    {
        Side = side;
        _thresholds = [.. ranks.Select(rank => (rank + 0.5f) / (side * side))];
    }

    /// <summary>Cells along a side.</summary>
    public int Side { get; }

    /// <summary>The threshold of a cell, in (0,1).</summary>
    public float At(int cellX, int cellY) => _thresholds[(cellY % Side * Side) + (cellX % Side)];

    /// <summary>
    /// The matrix of Bayer, "An optimum method for two-level rendition of continuous-tone pictures" (1973): M(2n) = [4M, 4M + 2; 4M + 3,
    /// 4M + 1].
    /// </summary>
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

    /// <summary>Blue noise by void and cluster (Ulichney, "The void-and-cluster method for dither array generation", 1993).</summary>
    /// <param name="side">Cells along a side.</param>
    public static ThresholdMap BlueNoise(int side) =>
        BlueNoises.GetOrAdd(side, static s => new ThresholdMap(s, new VoidAndCluster(s).Rank()));
}
