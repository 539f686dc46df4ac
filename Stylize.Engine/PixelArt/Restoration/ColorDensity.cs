using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>
/// Where the colours of cells are densest (mean shift; Comaniciu and Meer 2002), with a reach of its own for brightness, which a JPEG keeps
/// well, and for the two colour differences, which it does not.
/// </summary>
internal static class ColorDensity
{
    /// <summary>Cells, at most, that a colour is compared with; of more, every n-th in order of brightness.</summary>
    private const int MaxSamples = 8192;

    private const int Rounds = 2;

    private const int StepsPerSample = 2;

    /// <summary>Square of the distance, in reaches, at which a cell counts nothing.</summary>
    private const float End = 8;

    /// <returns>The three planes, each cell moved to the mean of those near it, twice.</returns>
    public static float[][] Shift(
        float[][] cells, float lumaReach, float chromaReach, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
    {
        var count = cells[0].Length;
        var order = Enumerable.Range(0, count).OrderBy(i => cells[0][i]).ToArray();
        var stride = (count + MaxSamples - 1) / MaxSamples;
        var picked = order.Where((_, place) => place % stride == 0).ToArray();
        var samples = cells.Select(plane => picked.Select(i => plane[i]).ToArray()).ToArray();
        var (one, two, three) = (samples[0], samples[1], samples[2]);
        float[][] result = [new float[count], new float[count], new float[count]];
        float luma = 1 / (lumaReach * lumaReach), chroma = 1 / (chromaReach * chromaReach), reach = lumaReach * MathF.Sqrt(End);
        RowBands.ForEach(count, threads, cancellation, (_, first, last) =>
        {
            for (var i = first; i < last && !work.IsSpent; i++)
            {
                float y = cells[0][i], b = cells[1][i], r = cells[2][i];
                for (var round = 0; round < Rounds; round++)
                {
                    // The cell itself is always one of those that it is compared with.
                    var (w, sy, sb, sr) = (1f, cells[0][i], cells[1][i], cells[2][i]);
                    var from = Array.BinarySearch(one, y - reach);
                    from = from < 0 ? ~from : from;
                    var j = from;
                    for (; j < one.Length && one[j] <= y + reach; j++)
                    {
                        var (dy, db, dr) = (one[j] - y, two[j] - b, three[j] - r);
                        var near = 1 - (((dy * dy * luma) + (((db * db) + (dr * dr)) * chroma)) / End);
                        if (near > 0)
                        {
                            near *= near;
                            near *= near;
                            (w, sy, sb, sr) = (w + near, sy + (near * one[j]), sb + (near * two[j]), sr + (near * three[j]));
                        }
                    }

                    work.Add(StepsPerSample * (j - from));
                    (y, b, r) = (sy / w, sb / w, sr / w);
                }

                (result[0][i], result[1][i], result[2][i]) = (y, b, r);
            }
        });
        work.Require();
        return result;
    }
}
