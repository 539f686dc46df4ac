using System.Management.Automation;
using Stylize.Cli.Hosting;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Terminal;

namespace Stylize.PowerShell;

/// <summary>Draws an image file through the host.</summary>
internal static class PictureDisplay
{
    /// <summary>
    /// Draws a file, or says in one line that there is no terminal; a file that cannot be read is a non-terminating error.
    /// </summary>
    internal static void Show(PSCmdlet cmdlet, string path, CancellationToken stop)
    {
        try
        {
            if (TerminalQuestion.Screen() is { } screen)
            {
                TerminalPlayer.Play(path, screen, ImageCodecs.Default, cmdlet.Host.UI.Write, stop);
                return;
            }

            var info = ImageCodecs.Default.Identify(ImageSource.File(path));
            var text = $"{path}: {info.Width} x {info.Height} {info.Format}, not shown: output is no terminal.";
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
        catch (Engine.StylizeException failure)
        {
            cmdlet.WriteError(ErrorRecords.From(failure, path));
        }
    }

    /// <summary>Draws a picture that is in no file, or says in one line that there is no terminal.</summary>
    internal static void Show(PSCmdlet cmdlet, Raster<Rgba32> picture, string name)
    {
        if (TerminalQuestion.Screen() is { } screen)
        {
            cmdlet.Host.UI.Write(TerminalPicture.Draw(picture, screen, ImageCodecs.Default, out _));
            return;
        }

        var text = $"{name}: {picture.Width} x {picture.Height}, not shown: output is no terminal; name a file with -DestinationPath.";
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
    }
}
