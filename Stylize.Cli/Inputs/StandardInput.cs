using Stylize.Engine.Telemetry;

namespace Stylize.Cli.Inputs;

internal static class StandardInput
{
    public const string Word = "-";

    public const string Name = "standard input";

    /// <summary>Input may take 1/8 of the free memory, because it is copied and then decoded.</summary>
    private const int MemoryDivisor = 8;

    /// <exception cref="StylizeException">ImageMissing: standard input is empty. ImageTooLarge: it exceeds the memory
    /// limit.</exception>
    public static ImageSource Read(CommandHost host) =>
        Read(host, Math.Min(Array.MaxLength, AvailableMemory.Bytes() / MemoryDivisor));

    internal static ImageSource Read(CommandHost host, long max)
    {
        using var input = host.OpenInput();
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = input.Read(buffer)) > 0;)
        {
            host.Cancellation.ThrowIfCancellationRequested();
            if (bytes.Length + count > max) throw Errors.PipeTooLarge.With(Name, max);

            bytes.Write(buffer, 0, count);
        }

        return bytes.Length > 0
            ? ImageSource.Memory(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Name)
            : throw Errors.PipeEmpty.With(Name);
    }
}
