namespace Stylize.Engine.Tests.Hostile;

/// <summary>Puts something that is not a regular file in the place of a file.</summary>
internal static partial class NonRegularFile
{
    public const string Fifo = "fifo", Endless = "endless";

    /// <summary>The name of the kind in messages.</summary>
    public static string Words(string kind) => kind == Fifo ? "is a pipe" : "is a device";

    /// <summary>A pipe that nobody writes to, or a link to an endless device.</summary>
    public static string Put(string path, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs mkfifo and /dev.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        if (kind == Fifo)
        {
            Assert.Equal(0, MakeFifo(path, 0x180));
        }
        else
        {
            File.CreateSymbolicLink(path, "/dev/zero");
        }

        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
