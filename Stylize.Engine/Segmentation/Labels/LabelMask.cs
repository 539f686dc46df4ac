namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Writes a window of labels as a TIFF file with 16 bits per pixel, or 32 for labels above 65,535. Background is 0.</summary>
/// <remarks>Without predictor, because ImageJ 1.52 reads deflated files with one wrongly.</remarks>
internal static class LabelMask
{
    /// <param name="left">First column of the window.</param>
    /// <param name="top">First row of the window.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="height">Rows of the window.</param>
    /// <param name="compression">None, or the deflate effort.</param>
    /// <param name="describe">Adds a description and metadata to a page; null adds none.</param>
    public static void Write(
        LabeledRuns labeled, int left, int top, int width, int height, Stream target, LosslessCompression compression,
        Func<TiffPage, TiffPage>? describe = null)
    {
        var page = new TiffPage(width, height, 1, labeled.MaxNumber <= ushort.MaxValue ? 16 : 32, compression) { IsLabels = true };
        page = describe?.Invoke(page) ?? page;
        if (page.Bits == 16)
        {
            Write<ushort>(labeled, left, top, page, target);
        }
        else
        {
            Write<uint>(labeled, left, top, page, target);
        }
    }

    private static void Write<T>(LabeledRuns labeled, int left, int top, TiffPage page, Stream target)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var (width, height) = (page.Width, page.Height);
        using var tiff = new TiffWriter(target, page);
        using var strip = new Raster<T>(width, Math.Min(64, height));
        for (var y = 0; y < height; y += strip.Height)
        {
            var rows = Math.Min(strip.Height, height - y);
            labeled.Paint(strip, left, top + y, rows, asNumbers: true);
            for (var row = 0; row < rows; row++)
            {
                tiff.Add<T>(strip.Row(row));
            }
        }

        tiff.Finish();
    }
}
