using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>
/// One iteration of mass-constrained deterministic annealing (Rose 1998) over the superpixels s, as in Gerstner et al.
/// 2012, section 4.3. The association probabilities of the clusters c are Gibbs distributions at temperature T. They
/// determine the clusters' weights and colors:
/// <code>
/// P(c|s) = P(c) exp(-|s - c| / T) / sum over c' of P(c') exp(-|s - c'| / T),
/// P(c) = sum over s of P(c|s) P(s),
/// c = sum over s of s P(c|s) P(s) / P(c).
/// </code>
/// </summary>
/// <remarks>Sums always use 16 lanes, so the result does not depend on the vector width.</remarks>
/// <param name="capacity">Maximum number of clusters.</param>
internal sealed unsafe class AssociationStep(CellPlanes grid, int capacity)
{
    private const int Lanes = CellLayout.Padding;

    /// <summary>Number of sums per cluster: the probability and the three color coordinates, in 16 lanes
    /// each.</summary>
    private const int Sums = 4;

    /// <summary>Minimum P(c). A cluster at the minimum keeps its color, because too few superpixels determine
    /// it.</summary>
    private const float MinProbability = 1e-12f;

    private readonly float[] _sums = GC.AllocateArray<float>(Sums * capacity * Lanes, pinned: true);
    private readonly float[] _probabilities = GC.AllocateArray<float>(capacity * Lanes, pinned: true);

    /// <summary>Expectation: computes the association probabilities, and gives each superpixel its most probable
    /// palette color.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Associate(ReadOnlySpan<SubCluster> clusters, float inverseTemperature)
    {
        var lanes = Vector<float>.Count;
        var sums = (float*)Unsafe.AsPointer(ref _sums[0]);
        var probabilities = (float*)Unsafe.AsPointer(ref _probabilities[0]);
        Array.Clear(_sums);
        for (var block = 0; block < grid.Length; block += Lanes)
        {
            for (var part = 0; part < Lanes; part += lanes)
            {
                var i = block + part;
                var l = Vector.Load(grid.L + i);
                var a = Vector.Load(grid.A + i);
                var b = Vector.Load(grid.B + i);
                var nearest = new Vector<float>(float.MaxValue);
                for (var k = 0; k < clusters.Length; k++)
                {
                    ref readonly var cluster = ref clusters[k];
                    var dl = l - new Vector<float>(cluster.Color.L);
                    var da = a - new Vector<float>(cluster.Color.A);
                    var db = b - new Vector<float>(cluster.Color.B);
                    var distance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                    distance.Store(probabilities + (k * Lanes) + part);
                    nearest = Vector.Min(nearest, distance);
                }

                // Subtracting the smallest distance does not change P(c|s) and makes the largest exponent 0.
                var total = Vector<float>.Zero;
                var best = new Vector<float>(-1f);
                var associated = Vector<int>.Zero;
                var ofColor = Vector<float>.Zero;
                for (var k = 0; k < clusters.Length; k++)
                {
                    ref readonly var cluster = ref clusters[k];
                    var distance = Vector.Load(probabilities + (k * Lanes) + part);
                    var gibbs = VectorExponential.Exp((nearest - distance) * new Vector<float>(inverseTemperature));
                    var p = new Vector<float>(cluster.Probability) * gibbs;
                    p.Store(probabilities + (k * Lanes) + part);
                    total += p;
                    ofColor = k > 0 && clusters[k - 1].PaletteIndex == cluster.PaletteIndex ? ofColor + p : p;
                    var more = Vector.GreaterThan(ofColor, best);
                    best = Vector.ConditionalSelect(more, ofColor, best);
                    associated = Vector.ConditionalSelect(more, new Vector<int>(cluster.PaletteIndex), associated);
                }

                associated.Store(grid.PaletteIndex + i);
                var scale = Vector.Load(grid.Weight + i) / total;
                for (var k = 0; k < clusters.Length; k++)
                {
                    var share = Vector.Load(probabilities + (k * Lanes) + part) * scale;
                    var sum = sums + (Sums * k * Lanes) + part;
                    (Vector.Load(sum) + share).Store(sum);
                    (Vector.Load(sum + Lanes) + (share * l)).Store(sum + Lanes);
                    (Vector.Load(sum + (2 * Lanes)) + (share * a)).Store(sum + (2 * Lanes));
                    (Vector.Load(sum + (3 * Lanes)) + (share * b)).Store(sum + (3 * Lanes));
                }
            }
        }
    }

    /// <summary>Maximization: moves each unlocked cluster to its mean according to the last <see cref="Associate"/>,
    /// and updates P(c).
    /// </summary>
    /// <returns>The sum of the distances that the colors moved, in Lab units.</returns>
    public double Update(Span<SubCluster> clusters)
    {
        var all = 0.0;
        for (var k = 0; k < clusters.Length; k++)
        {
            all += Sum(k, 0);
        }

        var moved = 0.0;
        for (var k = 0; k < clusters.Length && all > 0; k++)
        {
            ref var cluster = ref clusters[k];
            var mass = Sum(k, 0);
            cluster.Probability = (float)Math.Max(mass / all, MinProbability);
            if (cluster.IsLocked || mass / all <= MinProbability) continue;

            var before = cluster.Color;
            cluster.Color = new((float)(Sum(k, 1) / mass), (float)(Sum(k, 2) / mass), (float)(Sum(k, 3) / mass));
            moved += Lab.Distance(before, cluster.Color);
        }

        return moved;
    }

    private double Sum(int cluster, int field)
    {
        var sum = 0.0;
        foreach (var lane in _sums.AsSpan(((Sums * cluster) + field) * Lanes, Lanes))
        {
            sum += lane;
        }

        return sum;
    }
}
