using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Terminal;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Hosting;

/// <summary>What a command has from the process that runs it, so that tests can run one in theirs.</summary>
internal sealed class CommandHost : IOptionInputs
{
    private TextWriter? _lines;

    /// <summary>Results. On a terminal, control characters in a line are escaped; elsewhere lines are exact.</summary>
    public required TextWriter Out
    {
        get => OutputIsTerminal ? _lines ??= new LineWriter(Text) : Text;
        init => Text = value;
    }

    /// <summary>Standard output without escaping, for help and scripts.</summary>
    public TextWriter Text { get; private init; } = TextWriter.Null;

    /// <summary>Failures, warnings, detail and progress; control characters in a line are escaped.</summary>
    public required TextWriter Error
    {
        get;
        init => field = new LineWriter(value, () => LogTime);
    }

    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Opens standard output for a file's bytes.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    public bool HasTerminal
    {
        get => field && !LogTime;
        init;
    }

    public bool LogTime { get; set; }

    /// <summary>The terminal that <see cref="Out"/> goes to; null where it goes elsewhere.</summary>
    public Func<TerminalScreen?> Screen { get; init; } = () => null;

    public bool OutputIsTerminal { get; init; }

    /// <summary>Returns the seconds since the process began; 0 in a process that runs other work too.</summary>
    public Func<double> SecondsSinceStart { get; init; } = () => 0;

    public CancellationToken Cancellation { get; init; }

    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;

    public IImageCodec Codec => ImageCodecs.Default;

    public string FullPath(string path) => Path.GetFullPath(path, WorkingFolder);

    string IOptionInputs.FullPath(string path, string option) => FullPath(path);

    /// <summary>True where a word names an input rather than a value: a file or folder that is there, or a pattern.</summary>
    public bool IsInput(string word) =>
        word.AsSpan().IndexOfAny('*', '?', '/') >= 0 || word.Contains(Path.DirectorySeparatorChar) || Path.Exists(FullPath(word));
}
