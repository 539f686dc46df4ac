using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Points;

/// <summary>For each of a set of discs, the discs near it: a compressed sparse row list of indices.</summary>
internal sealed unsafe class SiteNeighbours : IDisposable
{
    private const int ExpectedPerSite = 10;

    private readonly PooledBuffer<int> _starts;
    private PooledBuffer<int> _others;

    /// <summary>Lists the pairs whose distance is at most <paramref name="reach"/> times the sum of their radii.</summary>
    /// <param name="sites">The centres, sorted.</param>
    /// <param name="radii">The radius of each.</param>
    /// <param name="reach">1 for discs that touch or overlap, more for discs that may come to touch.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public SiteNeighbours(Sites sites, ReadOnlySpan<float> radii, float reach)
    {
        _starts = new PooledBuffer<int>(sites.Count + 1);
        _others = new PooledBuffer<int>(sites.Count * ExpectedPerSite);
        var largest = 0f;
        foreach (var r in radii)
        {
            largest = MathF.Max(largest, r);
        }

        var count = 0;
        for (var i = 0; i < sites.Count; i++)
        {
            _starts.Span[i] = count;
            float x = sites.X[i], y = sites.Y[i];
            var farthest = reach * (radii[i] + largest);
            int left = sites.Column(x - farthest), right = sites.Column(x + farthest), bottom = sites.Row(y + farthest);
            for (var row = sites.Row(y - farthest); row <= bottom; row++)
            {
                var to = sites.Starts[(row * sites.Columns) + right + 1];
                for (var j = sites.Starts[(row * sites.Columns) + left]; j < to; j++)
                {
                    var dx = sites.X[j] - x;
                    var dy = sites.Y[j] - y;
                    var near = reach * (radii[i] + radii[j]);
                    if (j == i || (dx * dx) + (dy * dy) > near * near)
                    {
                        continue;
                    }

                    if (count == _others.Length)
                    {
                        var larger = new PooledBuffer<int>(count * 2);
                        _others.Span.CopyTo(larger.Span);
                        _others.Dispose();
                        _others = larger;
                    }

                    _others.Span[count++] = j;
                }
            }
        }

        _starts.Span[sites.Count] = count;
    }

    /// <summary>The neighbours of a disc, in ascending order of their indices.</summary>
    public ReadOnlySpan<int> Of(int site) =>
        new(_others.Pointer + _starts.Pointer[site], _starts.Pointer[site + 1] - _starts.Pointer[site]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _starts.Dispose();
        _others.Dispose();
    }
}
