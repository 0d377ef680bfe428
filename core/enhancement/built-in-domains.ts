import type { BuiltInDomain, DomainName } from "./types";

const words = (text: string) => text.split(",");

/** The domains that are there from the beginning: how each writes, what a model is told of it, and words that tell it. */
export const builtInDomains: Readonly<Record<DomainName, BuiltInDomain>> = {
  general: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "words-to-ten",
      paragraphs: true,
      driftLimit: 0.12,
    },
    instructions:
      "Plain prose as a careful newspaper would print it. Keep the speaker's words, their order and their tone.",
    vocabulary: [],
  },
  interview: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "words-to-ten",
      paragraphs: true,
      driftLimit: 0.1,
    },
    instructions:
      "Questions and answers. Each speaker keeps their own voice: dialect words, hesitant answers and short answers stay. A new paragraph with every speaker.",
    vocabulary: words(
      "how did you,what was,when did you,why did you,tell me,do you remember,grew up,my mother,my father,i remember,looking back,at that time,what made you,childhood,back then",
    ),
  },
  lecture: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "words-to-ten",
      paragraphs: true,
      driftLimit: 0.1,
    },
    instructions:
      "A talk to students. Terms are spelled as the field spells them; examples, definitions and steps of an argument stay whole. A new paragraph with every new thought.",
    vocabulary: words(
      "today we,last week,next week,let us,for example,in other words,this is called,we call,the theory,definition,chapter,students,exam,lecture,consider,imagine,hypothesis,century,experiment,this means that",
    ),
  },
  meeting: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "words-to-ten",
      paragraphs: true,
      driftLimit: 0.12,
    },
    instructions:
      "A working meeting. Names, dates, amounts, decisions and who takes what on are kept exactly. A new paragraph with every item.",
    vocabulary: words(
      "agenda,minutes,next item,action item,deadline,budget,quarter,follow up,the figures,on track,by friday,by monday,customers,supplier,team,schedule,objections,approved,anybody,marketing,candidates,launch,offers",
    ),
  },
  medical: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "digits",
      paragraphs: true,
      driftLimit: 0.06,
    },
    instructions:
      "Clinical dictation or a consultation. Doses, units, values, sides and negated findings are kept exactly; numbers in digits, units as they are written short. Never add a finding, a diagnosis or advice.",
    vocabulary: words(
      "patient,blood pressure,milligrams,diagnosis,symptoms,allergies,examination,fever,prescribed,dose,chest,heart rate,tablets,mri,ecg,x-ray,doctor,infection,pain,surgery,swelling,temperature,medication,twice a day,throat",
    ),
  },
  legal: {
    style: { fillers: "keep", falseStarts: "keep", numbers: "keep", paragraphs: true, driftLimit: 0.04 },
    instructions:
      "A record for court or contract. Verbatim: every word stays, hesitations and repetitions as well. Only punctuation, capitals and paragraphs are set.",
    vocabulary: words(
      "court,witness,your honor,objection,the defendant,plaintiff,contract,agreement,tenant,landlord,clause,under oath,testimony,attorney,counsel,for the record,shall,liable,evidence,exhibit,the seller,the buyer,judge,testify",
    ),
  },
  technical: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "digits",
      paragraphs: true,
      driftLimit: 0.08,
    },
    instructions:
      "Engineers at work. Names of programs, commands, versions and values are kept exactly; numbers in digits, units as they are written short. Nothing is turned into code or a link.",
    vocabulary: words(
      "server,database,deploy,memory,bug,client,queue,service,code,install,version,network,api,repository,the logs,backup,gigabytes,latency,function,settings,package,port,compile,solder,voltage,load balancer",
    ),
  },
  podcast: {
    style: {
      fillers: "remove",
      falseStarts: "remove",
      numbers: "words-to-ten",
      paragraphs: true,
      driftLimit: 0.12,
    },
    instructions:
      "A show for listeners. Lively speech stays lively: jokes, exclamations and turns to the audience stay. A new paragraph with every speaker and every topic.",
    vocabulary: words(
      "welcome back,the show,episode,my guest,listeners,subscribe,podcast,your host,today's episode,stay tuned,thanks for listening,sponsor,let's talk about,oh my god,that's crazy,story,welcome to",
    ),
  },
};
