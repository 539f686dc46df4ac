namespace Stylize.Engine.Operations.Verbs;

/// <summary>Declares the command and the cmdlet of a record that implements <see cref="IVerb"/>.</summary>
/// <param name="cmdlet">Name of the cmdlet, such as "Merge-StylizeDatabase"; "" for none.</param>
/// <param name="summary">Description of the command in one sentence.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class VerbAttribute(string cmdlet, string summary = "") : Attribute
{
    /// <summary>Name of the cmdlet; "" for none.</summary>
    public string Cmdlet => cmdlet;

    /// <summary>Description of the command in one sentence.</summary>
    public string Summary => summary;

    /// <summary>Command lines for the help.</summary>
    public string[] Examples { get; init; } = [];

    /// <summary>What a JSON object describes, such as "format"; null without --json.</summary>
    public string? Row { get; init; }

    /// <summary>True if the command can show a progress bar, which --quiet hides.</summary>
    public bool HasProgress { get; init; }

    /// <summary>True if the command has --log-time, because it runs for a long time.</summary>
    public bool LogsTime { get; init; }

    /// <summary>True if the cmdlet has -WhatIf and -Confirm.</summary>
    public bool Asks { get; init; }

    /// <summary>Full names of the types of the objects of the cmdlet, with ", " between them; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>The option whose value is the target of the errors of the cmdlet; null for that of the
    /// failure.</summary>
    public string? Target { get; init; }

    /// <summary>True if the cmdlet goes on after a failure, with the next object that it receives.</summary>
    public bool GoesOn { get; init; }
}

/// <summary>Declares the files of an <see cref="IInputVerb"/>: an argument of the command, -Path and -LiteralPath of
/// the cmdlet.</summary>
/// <param name="name">Name of the argument.</param>
/// <param name="help">Help of the argument.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class VerbInputsAttribute(string name, string help) : Attribute
{
    /// <summary>Help of images.</summary>
    public const string Images = "Files, folders, or quoted patterns with *, ? and ** (any subfolders).";

    /// <summary>Name of the argument.</summary>
    public string Name => name;

    /// <summary>Help of the argument.</summary>
    public string Help => help;

    /// <summary>Position of -Path among the parameters of the cmdlet.</summary>
    public int Position { get; init; }

    /// <summary>True if the verb works without files.</summary>
    public bool IsOptional { get; init; }

    /// <summary>True if a folder does not stand for its files in the cmdlet.</summary>
    public bool KeepsFolders { get; init; }

    /// <summary>Extensions of the files that a folder stands for in the command; empty for those of images.</summary>
    public string[] Extensions { get; init; } = [];

    /// <summary>True if nothing happens unless all files exist.</summary>
    public bool NeedsAll { get; init; }
}
