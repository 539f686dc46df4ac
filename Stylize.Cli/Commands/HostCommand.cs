namespace Stylize.Cli.Commands;

/// <summary>A command that runs on a host. The help lists its options in the order of their declaration.</summary>
internal abstract class HostCommand : Command
{
    protected HostCommand(CommandHost host, string name, string description)
        : base(name, description)
    {
        Host = host;
        SetAction(Run);
    }

    protected CommandHost Host { get; }

    /// <summary>The option of each command that works on files; a command adds it to its options.</summary>
    protected Option<bool> Quiet { get; } = new("--quiet") { Description = "Hide the progress bar, if any." };

    /// <summary>Runs the command and returns the exit code.</summary>
    protected abstract int Run(ParseResult values);

    /// <param name="value">Placeholder of the value in the help; null for a switch.</param>
    protected Option<T> Declare<T>(string name, string? value, string description, params string[] aliases)
    {
        var option = NewOption.Create<T>(name, value, description, aliases);
        Options.Add(option);
        return option;
    }

    /// <summary>Adds the options of a record.</summary>
    /// <param name="without">Names of options that the command does not have.</param>
    protected DeclaredOptions Declare<TOptions>(params IReadOnlyList<string> without)
        where TOptions : IOptionRecord =>
        new(this, OptionSet.ForRecord<TOptions>(), without);

    protected Argument<T> DeclareArgument<T>(string name, ArgumentArity arity, string description)
    {
        var argument = new Argument<T>(name) { Arity = arity, Description = description };
        argument.Validators.Add(words => UnknownWord.RefuseOptions(words, this, Host));
        Arguments.Add(argument);
        return argument;
    }

    /// <summary>Adds the help. Call it last in a constructor.</summary>
    protected void Finish(params IReadOnlyList<string> examples)
    {
        AddShared();
        HelpText.Extend(this, examples);
    }

    /// <summary>Adds the options that follow those of the command itself.</summary>
    protected virtual void AddShared()
    {
    }
}
