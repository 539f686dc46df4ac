using Stylize.Cli.Hosting;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Cli.Inputs;

/// <summary>The file that comes by standard input, which "-" stands for.</summary>
internal static class StandardInput
{
    /// <summary>What is typed for it.</summary>
    public const string Word = "-";

    /// <summary>What messages call it.</summary>
    public const string Name = "standard input";

    private static readonly int MostBytes = Array.MaxLength;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="StylizeException">ImageMissing: nothing came. ImageTooLarge: more than a file may have.</exception>
    public static ImageSource Read(CommandHost host)
    {
        using var input = host.OpenInput();
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = input.Read(buffer)) > 0;)
        {
            host.Cancellation.ThrowIfCancellationRequested();
            if (bytes.Length + count > MostBytes)
            {
                throw new StylizeException(
                    StylizeError.ImageTooLarge, Name, "Standard input holds more than 2 GiB.", "Save it as a file, and name that.");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.Length > 0
            ? ImageSource.Memory(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Name)
            : throw new StylizeException(StylizeError.ImageMissing, Name, "Standard input is empty.",
                "Pipe an image file into the command.");
    }
}
