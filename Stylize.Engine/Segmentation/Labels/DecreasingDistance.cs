namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Visits pixels by decreasing distance, and in raster order if distances are equal. Each distance has a linked list of
/// its pixels, stored in the links of pixels not yet visited, so no further memory is needed. One instance serves many
/// objects.
/// </summary>
internal sealed class DecreasingDistance
{
    /// <summary>Squared distances beyond this number share lists, which are then sorted.</summary>
    private const int MaxLists = 1 << 22;

    private int[] _lists = [];

    public static long EstimateMemory(long pixels) => 4 * Math.Min(pixels, MaxLists);

    /// <summary>Visits all pixels whose distance is not 0.</summary>
    /// <param name="distances">Squared distances.</param>
    /// <param name="links">
    /// One entry per pixel. Entries of pixels not yet visited hold negative numbers before and during the calls of
    /// <paramref name="visit"/>, which may write to the entries of visited pixels.
    /// </param>
    public void ForEach(int[] distances, int count, int[] links, Action<int> visit)
    {
        var shift = Chain(distances.AsSpan(0, count), links, out var top);
        var shared = new List<int>();
        for (var list = top; list >= 0; list--)
        {
            if (shift == 0)
            {
                for (var pixel = _lists[list]; pixel >= 0;)
                {
                    var next = -2 - links[pixel];
                    visit(pixel);
                    pixel = next;
                }

                continue;
            }

            shared.Clear();
            for (var pixel = _lists[list]; pixel >= 0; pixel = -2 - links[pixel])
            {
                shared.Add(pixel);
            }

            Sort(shared, distances);
            shared.ForEach(visit);
        }
    }

    /// <summary>Puts pixels into lists by distance: a link is -2 minus the next pixel of the list, or -1 at its
    /// end.</summary>
    /// <returns>The number of bits by which a squared distance is shifted to give its list; 0 unless distances are very
    /// large.</returns>
    private int Chain(ReadOnlySpan<int> distances, int[] links, out int top)
    {
        var greatest = TensorPrimitives.Max(distances);
        var shift = 0;
        while (greatest >> shift >= MaxLists)
        {
            shift++;
        }

        top = greatest >> shift;
        if (_lists.Length <= top)
        {
            _lists = new int[top + 1];
        }

        _lists.AsSpan(0, top + 1).Fill(-1);
        for (var pixel = distances.Length - 1; pixel >= 0; pixel--)
        {
            if (distances[pixel] == 0)
            {
                links[pixel] = -1;
                continue;
            }

            ref var first = ref _lists[distances[pixel] >> shift];
            (links[pixel], first) = (-2 - first, pixel);
        }

        return shift;
    }

    private static void Sort(List<int> pixels, int[] distances)
    {
        var isSorted = true;
        for (var i = 1; i < pixels.Count && isSorted; i++)
        {
            isSorted = distances[pixels[i]] <= distances[pixels[i - 1]];
        }

        if (isSorted) return;

        var keys = new long[pixels.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((long)(int.MaxValue - distances[pixels[i]]) << 32) | (uint)pixels[i];
        }

        Array.Sort(keys);
        for (var i = 0; i < keys.Length; i++)
        {
            pixels[i] = (int)keys[i];
        }
    }
}
