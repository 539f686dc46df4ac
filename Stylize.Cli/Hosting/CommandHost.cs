using Stylize.Codecs;
using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Cli.Hosting;

/// <summary>The environment of a command, so that tests can run commands in their own process.</summary>
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

    /// <summary>Opens standard output for the bytes of a file.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    public bool HasTerminal
    {
        get => field && !LogTime;
        init;
    }

    public bool LogTime { get; set; }

    /// <summary>Returns the terminal that <see cref="Out"/> writes to; null if it is not a terminal.</summary>
    public Func<TerminalScreen?> Screen { get; init; } = () => null;

    public bool OutputIsTerminal { get; init; }

    /// <summary>The columns of the terminal; 80 if standard output is not a terminal or its width is unknown.</summary>
    public int Columns
    {
        get
        {
            try
            {
                return OutputIsTerminal && Console.WindowWidth is > 20 and var width ? width : 80;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    /// <summary>Returns the seconds since the process started; 0 in a process that also does other work.</summary>
    public Func<double> SecondsSinceStart { get; init; } = () => 0;

    public CancellationToken Cancellation { get; init; }

    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;

    public IImageCodec Codec => ImageCodecs.Default;

    public string FullPath(string path) => Path.GetFullPath(path, WorkingFolder);

    /// <summary>True if names in paths of options can refer to devices, as on Windows, whose full path of CON is that
    /// of the console.</summary>
    public bool WindowsNames { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Returns the full path that an option gives.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the path is blank, such as a variable of a script that is not
    /// set. TargetUnwritable: it names a device of Windows.</exception>
    public string FullPath(string path, string option) => string.IsNullOrWhiteSpace(path)
        ? throw Errors.BlankPath.With(option)
        : WindowsNames && path.Split('\\', '/').Select(WindowsName.ProblemOfDevice).FirstOrDefault(p => p is not null)
            is { } problem
        ? throw Engine.Errors.NoWindowsName.With(path, problem) : FullPath(path);

    /// <summary>Returns true if a word names an input rather than a value: an existing file or folder, or a
    /// pattern.</summary>
    public bool IsInput(string word) =>
        word.AsSpan().IndexOfAny('*', '?', '/') >= 0 || word.Contains(Path.DirectorySeparatorChar)
            || Path.Exists(FullPath(word));
}
