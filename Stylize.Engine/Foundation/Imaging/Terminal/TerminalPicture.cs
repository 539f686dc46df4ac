namespace Stylize.Engine.Imaging.Terminal;

/// <summary>Draws an image for a terminal, fitted to its window.</summary>
internal static class TerminalPicture
{
    // Lines reserved for the prompt and one line above it.
    private const int FreeRows = 2;

    private const int KittyChunk = 4096;

    /// <summary>Returns the text that draws an image at the cursor. The cursor ends at the start of the line below the
    /// image.</summary>
    /// <param name="image">The image. Transparent pixels show the terminal's background.</param>
    public static string Draw(Raster<Rgba32> image, TerminalScreen screen, IImageCodec codec, out int rows)
    {
        var unitWidth = screen.Graphics == TerminalGraphics.Blocks ? 1 : screen.CellWidth;
        var unitHeight = screen.Graphics == TerminalGraphics.Blocks ? 2 : screen.CellHeight;
        var (width, height) = Fit(image, screen.Columns * unitWidth, Math.Max(1, screen.Rows - FreeRows) * unitHeight);
        rows = (height + unitHeight - 1) / unitHeight;
        if (screen.Graphics == TerminalGraphics.Kitty)
        {
            return Kitty(image, codec, (width + unitWidth - 1) / unitWidth, rows);
        }

        using var fitted = Resampler.Resize(image, width, height, FilterFor(image, width));
        return screen.Graphics == TerminalGraphics.Sixel ? SixelPicture.Draw(fitted) : HalfBlocks.Draw(fitted);
    }

    /// <summary>Returns the text that moves the cursor back to the start of an image.</summary>
    public static string Back(int rows) => Invariant($"\e[{rows}A\r");

    /// <summary>Returns the largest size that fits. Images are enlarged only by integer factors, so that cells stay
    /// square.</summary>
    private static (int Width, int Height) Fit(Raster<Rgba32> image, int maxWidth, int maxHeight)
    {
        var factor = Math.Min((double)maxWidth / image.Width, (double)maxHeight / image.Height);
        factor = factor >= 1 ? Math.Min(Math.Floor(factor), 8) : factor;
        return Resampler.ScaledSize(image.Width, image.Height, factor);
    }

    private static ResampleFilter FilterFor(Raster<Rgba32> image, int width) =>
        width > image.Width ? ResampleFilter.Nearest : ResampleFilter.Box;

    private static string Kitty(Raster<Rgba32> image, IImageCodec codec, int columns, int rows)
    {
        using var png = new MemoryStream();
        codec.Encode(image, png, new EncodeOptions(ImageFormat.Png));
        var data = Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
        var text = new StringBuilder();
        for (var at = 0; at < data.Length; at += KittyChunk)
        {
            var more = at + KittyChunk < data.Length ? 1 : 0;
            var head = at == 0 ? Invariant($"a=T,f=100,q=2,c={columns},r={rows},m={more}") : $"m={more}";
            text.Append("\e_G").Append(head).Append(';').Append(data, at, Math.Min(KittyChunk, data.Length - at))
                .Append("\e\\");
        }

        return text.Append('\n').ToString();
    }
}

/// <summary>Displays image files in a terminal. Animations are played once.</summary>
internal static class TerminalPlayer
{
    /// <summary>Displays the frames of a file at the same position, for the durations in the file.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="StylizeException">The file cannot be read, or its format is not supported.</exception>
    public static void Play(
        string path, TerminalScreen screen, IImageCodec codec, Action<string> write, CancellationToken cancellation)
    {
        using var reader = codec.OpenFrames(ImageSource.File(path));
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var rows = 0;
        while (reader.Read(frame, out var milliseconds))
        {
            write((rows > 0 ? TerminalPicture.Back(rows) : "") + TerminalPicture.Draw(frame, screen, codec, out rows));
            if (reader.Info.Pages > 1 && cancellation.WaitHandle.WaitOne(milliseconds)) return;
        }
    }
}
