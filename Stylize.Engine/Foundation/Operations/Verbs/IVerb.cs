namespace Stylize.Engine.Operations.Verbs;

/// <summary>
/// The options of a command that is not an operation, and its work. Front ends create the command and the cmdlet from
/// the declarations: <see cref="VerbAttribute"/> on the record and <see cref="OptionAttribute"/> on its properties.
/// </summary>
internal interface IVerb : IOptionRecord
{
    /// <summary>Refuses wrong use before inputs are read.</summary>
    /// <exception cref="StylizeException">Ends the command.</exception>
    void Prepare(IVerbRun run)
    {
    }

    /// <summary>Does the work. Called once, or for each object that a cmdlet receives.</summary>
    /// <exception cref="StylizeException">The work failed.</exception>
    void Run(IVerbRun run);
}

/// <summary>A verb on files, declared with <see cref="VerbInputsAttribute"/>.</summary>
internal interface IInputVerb : IVerb
{
    /// <summary>Full paths of the inputs, which front ends set before <see cref="IVerb.Run"/>.</summary>
    IReadOnlyList<string> Inputs { get; set; }
}

/// <summary>A verb that describes each of many files, and writes none.</summary>
internal interface IQueryVerb : IOptionRecord
{
    /// <summary>Returns the extensions of the files that a folder stands for.</summary>
    /// <param name="images">Those of images.</param>
    IReadOnlySet<string> Extensions(IReadOnlySet<string> images) => images;

    /// <summary>Returns the peak memory in bytes, from the header of the input.</summary>
    long EstimateMemory(ImageInput input);

    /// <summary>Describes an input; called on several threads.</summary>
    /// <param name="open">Opens a further file by its full path.</param>
    /// <returns>A row without a line, which front ends make of the fields.</returns>
    /// <exception cref="StylizeException">The input cannot be described.</exception>
    VerbRow Describe(ImageInput input, Func<string, ImageInput> open, OperationContext context);
}

/// <summary>The front end of a verb. Its methods can be called on any thread.</summary>
internal interface IVerbRun : IOptionInputs
{
    /// <summary>Canceled when the user ends the command.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Folder where relative paths begin.</summary>
    string WorkingFolder { get; }

    /// <summary>True if results are lines on a terminal, which shows colors.</summary>
    bool IsTerminal { get; }

    /// <summary>Writes a result.</summary>
    void Write(VerbRow row);

    /// <summary>Prints a line above or below a table, which objects and JSON do not have.</summary>
    void Line(string text);

    /// <summary>Reports what happened.</summary>
    void Note(string text);

    /// <summary>Reports a limitation of the result; options are {Name}.</summary>
    /// <param name="isFailure">True if the exit code of the command shows it.</param>
    void Warn(string text, bool isFailure = false);

    /// <summary>Reports a finding, which the exit code of the command shows.</summary>
    void Find(VerbFinding finding);

    /// <summary>Reports a failure after which the command goes on.</summary>
    /// <param name="source">The input that failed, if any.</param>
    void Fail(StylizeException failure, string? source = null);

    /// <summary>Shows a picture in the terminal.</summary>
    void Show(Raster<Rgba32> picture, string name);

    /// <summary>Returns false if the user does not want a change.</summary>
    bool Confirm(string target, string action);

    /// <summary>Returns the names that the text of an option means, with wildcards in a cmdlet; reports it if no name
    /// fits.</summary>
    /// <param name="kind">What has the names, such as "palette".</param>
    IReadOnlyList<string> Choose(string option, string kind, string text, IEnumerable<string> names);

    /// <summary>Waits for work on another thread, which a cmdlet needs to stay responsive.</summary>
    T Wait<T>(Func<T> work);

    /// <inheritdoc cref="Wait{T}(Func{T})"/>
    void Wait(Action work) => Wait(() =>
    {
        work();
        return true;
    });

    /// <summary>Waits for long work, and shows its progress.</summary>
    T Work<T>(Func<Action<OperationProgress>, T> work);
}

/// <summary>A result of a verb: a line of a table, a JSON object, and the object of a cmdlet.</summary>
/// <param name="Text">The line; null for a line for each field.</param>
/// <param name="Fields">The values of the JSON object.</param>
public sealed record VerbRow(string? Text, IEnumerable<KeyValuePair<string, object?>> Fields)
{
    /// <summary>The object of a cmdlet; null for an object of the fields.</summary>
    public object? Value { get; init; }

    /// <summary>Name of the type of the object, which selects its view; null for that of the value.</summary>
    public string? TypeName { get; init; }

    /// <summary>Properties that a cmdlet adds to the object; of a file, those of its details.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Added { get; init; } = [];

    /// <summary>True for the same names in JSON, which otherwise is in camelCase.</summary>
    public bool KeepsNames { get; init; }

    /// <summary>Returns the row of a file that was written.</summary>
    public static VerbRow ForFile(string path, IEnumerable<KeyValuePair<string, object?>> details) =>
        new(path, [new("Target", path)])
        {
            Value = new FileInfo(path), Added = details,
        };
}

/// <summary>What a verb has found.</summary>
/// <param name="Id">Id of the error of the cmdlet.</param>
/// <param name="Note">The line of the command.</param>
/// <param name="Message">The message of the cmdlet.</param>
/// <param name="Target">The target of the error of the cmdlet.</param>
/// <param name="Advice">What the user can do.</param>
internal sealed record VerbFinding(string Id, string Note, string Message, object Target, string Advice);
