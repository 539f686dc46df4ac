namespace Stylize.Engine.Imaging.Terminal;

/// <summary>Draws an image file in a terminal; an animation is played once.</summary>
public static class TerminalPlayer
{
    /// <summary>Draws the frames of a file, each in the place of the one before and for as long as the file says.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="screen">The terminal.</param>
    /// <param name="codec">Decodes the file.</param>
    /// <param name="write">Writes to the terminal.</param>
    /// <param name="cancellation">Ends the animation.</param>
    /// <exception cref="StylizeException">The file cannot be read, or is of a format that is not read.</exception>
    public static void Play(string path, TerminalScreen screen, IImageCodec codec, Action<string> write, CancellationToken cancellation)
    {
        using var reader = codec.OpenFrames(ImageSource.File(path));
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var rows = 0;
        while (reader.Read(frame, out var milliseconds))
        {
            write((rows > 0 ? TerminalPicture.Back(rows) : "") + TerminalPicture.Draw(frame, screen, codec, out rows));
            if (reader.Info.Pages > 1 && cancellation.WaitHandle.WaitOne(milliseconds))
            {
                return;
            }
        }
    }
}
