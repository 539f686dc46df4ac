using Stylize.Studio.Messages;

namespace Stylize.Studio.Inputs;

/// <summary>The files that the page sent, in a folder of the session.</summary>
/// <param name="folder">Full path of the folder, which this creates.</param>
internal sealed class AddedFiles(string folder, StudioLimits limits)
{
    private const int MaxName = 100;
    private const string UnnamedFile = "image.png";

    private int _count;
    private long _bytes;

    /// <summary>Maximum size of a file in bytes.</summary>
    public long MaxBytes => limits.FileBytes;

    /// <summary>Writes the file of a request to a folder of its own, which is deleted if the file cannot be
    /// used.</summary>
    /// <param name="use">Receives the full path of the file.</param>
    /// <exception cref="Refusal">The files are too large or too many.</exception>
    public async Task ReceiveAsync(Exchange exchange, Action<string> use)
    {
        var number = Interlocked.Increment(ref _count);
        if (number > limits.Files || Interlocked.Read(ref _bytes) > limits.AllFileBytes - limits.FileBytes)
        {
            throw new Refusal(
                HttpStatusCode.InsufficientStorage, "Too many files were added.", "Start the studio again.");
        }

        var own = Directory.CreateDirectory(
            Path.Combine(folder, Invariant($"{number}"))).FullName;
        var path = Path.Combine(own, NameOf(exchange.Query("name")));
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await exchange.ReadFileAsync(file);
                Interlocked.Add(ref _bytes, file.Length);
            }

            use(path);
        }
        catch
        {
            Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>Returns a file name without folders and without characters that a system does not allow.</summary>
    private static string NameOf(string? given)
    {
        var name = new string([.. (given ?? "").Split('/', '\\')[^1]
            .Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)
                && !"<>:\"|?*".Contains(letter))])
            .Trim(' ', '.');
        return name.Length == 0 ? UnnamedFile : name.Length <= MaxName ? name : name[^MaxName..].TrimStart(' ', '.');
    }
}
