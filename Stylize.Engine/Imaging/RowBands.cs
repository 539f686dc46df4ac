namespace Stylize.Engine.Imaging;

/// <summary>Splits rows into bands of a fixed height and works on them with a bounded number of threads.</summary>
/// <remarks>Band borders depend on the height alone, never on the number of threads, so that a result summed by bands is the same on any machine.</remarks>
public static class RowBands
{
    /// <summary>Default rows in a band.</summary>
    public const int DefaultHeight = 64;

    /// <summary>Number of bands for <paramref name="rows"/> rows.</summary>
    public static int Count(int rows, int bandHeight = DefaultHeight) => (rows + bandHeight - 1) / bandHeight;

    /// <summary>Calls <paramref name="body"/>(band, firstRow, endRow) once for each band, on at most <paramref name="maxThreads"/> threads.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; bands under way are finished first.</exception>
    public static void ForEach(int rows, int maxThreads, CancellationToken cancellation, Action<int, int, int> body, int bandHeight = DefaultHeight)
    {
        var bands = Count(rows, bandHeight);
        if (maxThreads <= 1 || bands <= 1)
        {
            for (var band = 0; band < bands; band++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(band, band * bandHeight, Math.Min(rows, (band + 1) * bandHeight));
            }

            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellation };
        Parallel.For(0, bands, options, band => body(band, band * bandHeight, Math.Min(rows, (band + 1) * bandHeight)));
    }
}
