namespace Stylize.Engine.Imaging;

/// <summary>A parallel loop over bands of rows. <see cref="RowTeam"/> is the loop that is run many times over.</summary>
/// <remarks>
/// The bands depend on the number of rows and not on that of threads, so a result that is summed band by band is the same on any machine.
/// </remarks>
internal static class RowBands
{
    /// <summary>Rows of a band by default.</summary>
    public const int DefaultHeight = 64;

    /// <summary>Number of bands for <paramref name="rows"/> rows.</summary>
    public static int Count(int rows, int bandHeight = DefaultHeight) => (rows + bandHeight - 1) / bandHeight;

    /// <summary>Calls a body once for each band.</summary>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="threads">Threads, the caller among them; read again before each band.</param>
    /// <param name="cancellation">Checked before each band.</param>
    /// <param name="body">Called with the band's number, its first row and the row after its last.</param>
    /// <param name="bandHeight">Rows of a band; the last one may have fewer.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. Bands that have begun are finished first.</exception>
    public static void ForEach(
        int rows, ThreadGrant threads, CancellationToken cancellation, Action<int, int, int> body, int bandHeight = DefaultHeight) =>
        new RowTeam(threads).ForEach(Count(rows, bandHeight), band =>
        {
            cancellation.ThrowIfCancellationRequested();
            body(band, band * bandHeight, Math.Min(rows, (band + 1) * bandHeight));
        });
}
