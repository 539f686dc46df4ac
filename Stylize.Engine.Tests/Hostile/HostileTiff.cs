using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Writes a TIFF of empty 8 x 8 pages whose description does not match them.</summary>
internal static class HostileTiff
{
    public static void Write(string path, string description, int pages = 1)
    {
        using var file = File.Create(path);
        Write(file, description, pages);
    }

    public static void Write(Stream file, string? description, int pages)
    {
        using var tiff = new TiffWriter(file);
        for (var page = 0; page < pages; page++)
        {
            tiff.Begin(
                new TiffPage(8, 8, 1, 16, LosslessCompression.None) { Description = page == 0 ? description : null });
            for (var y = 0; y < 8; y++)
            {
                tiff.NextRow().Clear();
            }

            tiff.Finish();
        }
    }
}
