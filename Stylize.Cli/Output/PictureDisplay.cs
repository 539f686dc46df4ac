using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Cli.Output;

internal sealed class PictureDisplay(CommandHost host)
{
    private readonly TerminalScreen? _screen = host.Screen();

    /// <summary>Draws a file; reports on standard error without a terminal and for files that are not images.</summary>
    public void Show(string path)
    {
        if (_screen is null)
        {
            host.Note($"{path}: not shown because standard output is not a terminal.");
            return;
        }

        try
        {
            TerminalPlayer.Play(path, _screen, host.Codec, host.Out.Write, host.Cancellation);
            host.Out.Flush();
        }
        catch (StylizeException failure)
        {
            host.Note($"{path}: not shown. {failure.Message}");
        }
    }

    /// <summary>Draws a picture from memory; reports on standard error without a terminal.</summary>
    public void Show(Raster<Rgba32> picture, string name)
    {
        if (_screen is null)
        {
            host.Note(
                $"{name}: not shown because standard output is not a terminal. Use --destination-path to write a file.");
            return;
        }

        host.Out.Write(TerminalPicture.Draw(picture, _screen, host.Codec, out _));
        host.Out.Flush();
    }
}
