using Stylize.Cli.Hosting;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Telemetry;

namespace Stylize.Cli.Inputs;

internal static class StandardInput
{
    public const string Word = "-";

    public const string Name = "standard input";

    /// <summary>The share of the free memory that the bytes may take: they are copied once, then decoded.</summary>
    private const int MemoryShare = 8;

    /// <exception cref="StylizeException">ImageMissing: nothing came. ImageTooLarge: more than the memory allows.</exception>
    public static ImageSource Read(CommandHost host) =>
        Read(host, Math.Min(Array.MaxLength, AvailableMemory.Bytes() / MemoryShare));

    internal static ImageSource Read(CommandHost host, long max)
    {
        using var input = host.OpenInput();
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = input.Read(buffer)) > 0;)
        {
            host.Cancellation.ThrowIfCancellationRequested();
            if (bytes.Length + count > max)
            {
                throw new StylizeException(
                    StylizeError.ImageTooLarge, Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Standard input has more than {max:N0} bytes, which is all that the free memory allows."),
                    "Save it as a file, and name that.");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.Length > 0
            ? ImageSource.Memory(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Name)
            : throw new StylizeException(StylizeError.ImageMissing, Name, "Standard input is empty.",
                "Pipe an image file into the command.");
    }
}
