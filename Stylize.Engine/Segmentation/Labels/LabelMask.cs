using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Deflate;
using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Writes a window of labels as TIFF: 16 bits per pixel, or 32 above 65,535 labels. Background is 0.</summary>
internal static class LabelMask
{
    /// <param name="describe">Gives a page its description and metadata; null for none.</param>
    public static void Write(
        LabelledRuns labelled, int left, int top, int width, int height, Stream target, LosslessCompression compression,
        Func<TiffPage, TiffPage>? describe = null)
    {
        var page = new TiffPage(width, height, 1, labelled.Count <= ushort.MaxValue ? 16 : 32, compression);
        page = describe?.Invoke(page) ?? page;
        if (page.Bits == 16)
        {
            Write<ushort>(labelled, left, top, page, target);
        }
        else
        {
            Write<uint>(labelled, left, top, page, target);
        }
    }

    private static void Write<T>(LabelledRuns labelled, int left, int top, TiffPage page, Stream target)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var (width, height) = (page.Width, page.Height);
        using var tiff = new TiffWriter(target, page);
        if (page.Compression == LosslessCompression.Fast)
        {
            WriteSparse(labelled, left, top, page, tiff);
            return;
        }

        using var strip = new Raster<T>(width, Math.Min(64, height));
        for (var y = 0; y < height; y += strip.Height)
        {
            var rows = Math.Min(strip.Height, height - y);
            labelled.Paint(strip, left, top + y, rows);
            for (var row = 0; row < rows; row++)
            {
                tiff.Add<T>(strip.Row(row));
            }
        }

        tiff.Finish();
    }

    /// <summary>Deflates the differences alone that are not zero, with no row painted.</summary>
    private static void WriteSparse(LabelledRuns labelled, int left, int top, TiffPage page, TiffWriter tiff)
    {
        using var content = new MemoryStream();
        var deflater = new SparseDeflater(page.Bits / 8);
        for (var y = 0; y < page.Height; y += tiff.StripRows)
        {
            var rows = Math.Min(tiff.StripRows, page.Height - y);
            content.SetLength(0);
            deflater.Begin(content);
            for (var row = 0; row < rows; row++)
            {
                labelled.AddDifferences(deflater, left, page.Width, top + y + row);
            }

            deflater.End();
            tiff.AddStrip(rows, content.GetBuffer().AsSpan(0, (int)content.Length));
        }

        tiff.Finish();
    }
}
